#include "pattern/unicode_sets.h"

#include <unicode/uchar.h>
#include <unicode/uset.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

namespace godwit::schema {
namespace {

// ECMA-262, "Binary Unicode property aliases", without those that are not ICU's properties.
constexpr UProperty kBinaryProperties[] = {
    UCHAR_ASCII_HEX_DIGIT,
    UCHAR_ALPHABETIC,
    UCHAR_BIDI_CONTROL,
    UCHAR_BIDI_MIRRORED,
    UCHAR_CASE_IGNORABLE,
    UCHAR_CASED,
    UCHAR_CHANGES_WHEN_CASEFOLDED,
    UCHAR_CHANGES_WHEN_CASEMAPPED,
    UCHAR_CHANGES_WHEN_LOWERCASED,
    UCHAR_CHANGES_WHEN_NFKC_CASEFOLDED,
    UCHAR_CHANGES_WHEN_TITLECASED,
    UCHAR_CHANGES_WHEN_UPPERCASED,
    UCHAR_DASH,
    UCHAR_DEFAULT_IGNORABLE_CODE_POINT,
    UCHAR_DEPRECATED,
    UCHAR_DIACRITIC,
    UCHAR_EMOJI,
    UCHAR_EMOJI_COMPONENT,
    UCHAR_EMOJI_MODIFIER,
    UCHAR_EMOJI_MODIFIER_BASE,
    UCHAR_EMOJI_PRESENTATION,
    UCHAR_EXTENDED_PICTOGRAPHIC,
    UCHAR_EXTENDER,
    UCHAR_GRAPHEME_BASE,
    UCHAR_GRAPHEME_EXTEND,
    UCHAR_HEX_DIGIT,
    UCHAR_IDS_BINARY_OPERATOR,
    UCHAR_IDS_TRINARY_OPERATOR,
    UCHAR_ID_CONTINUE,
    UCHAR_ID_START,
    UCHAR_IDEOGRAPHIC,
    UCHAR_JOIN_CONTROL,
    UCHAR_LOGICAL_ORDER_EXCEPTION,
    UCHAR_LOWERCASE,
    UCHAR_MATH,
    UCHAR_NONCHARACTER_CODE_POINT,
    UCHAR_PATTERN_SYNTAX,
    UCHAR_PATTERN_WHITE_SPACE,
    UCHAR_QUOTATION_MARK,
    UCHAR_RADICAL,
    UCHAR_REGIONAL_INDICATOR,
    UCHAR_S_TERM,
    UCHAR_SOFT_DOTTED,
    UCHAR_TERMINAL_PUNCTUATION,
    UCHAR_UNIFIED_IDEOGRAPH,
    UCHAR_UPPERCASE,
    UCHAR_VARIATION_SELECTOR,
    UCHAR_WHITE_SPACE,
    UCHAR_XID_CONTINUE,
    UCHAR_XID_START,
};

// Whether `name` is one of the names that `lookup` gives, from the short one on, letter by letter.
template <typename Lookup>
bool is_exact(const std::string& name, Lookup lookup) {
  for (int choice = U_SHORT_PROPERTY_NAME;; ++choice) {
    const char* const known = lookup(static_cast<UPropertyNameChoice>(choice));
    if (known != nullptr && name == known) return true;
    if (known == nullptr && choice >= U_LONG_PROPERTY_NAME) return false;
  }
}

std::optional<NamedSet> find_value(UProperty property, UProperty names, const std::string& value) {
  const std::int32_t number = u_getPropertyValueEnum(names, value.c_str());
  if (number == UCHAR_INVALID_CODE) return std::nullopt;
  const bool exact = is_exact(value, [&](UPropertyNameChoice choice) {
    return u_getPropertyValueName(names, number, choice);
  });
  if (!exact) return std::nullopt;
  return NamedSet{.kind = NamedSet::Kind::property, .property = property, .value = number};
}

CodePointSet from_icu(const NamedSet& name) {
  struct Close {
    void operator()(USet* set) const { uset_close(set); }
  };
  const std::unique_ptr<USet, Close> set(uset_openEmpty());
  UErrorCode error = U_ZERO_ERROR;
  uset_applyIntPropertyValue(set.get(), static_cast<UProperty>(name.property), name.value, &error);
  std::vector<CodePointRange> ranges;
  for (std::int32_t item = 0; item < uset_getItemCount(set.get()); ++item) {
    UChar32 first = 0;
    UChar32 last = 0;
    uset_getItem(set.get(), item, &first, &last, nullptr, 0, &error);
    ranges.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)});
  }
  return CodePointSet(std::move(ranges));
}

// ICU also knows scripts that Unicode has no characters of, by their codes in ISO 15924.
std::optional<NamedSet> find_script(UProperty property, const std::string& value) {
  const std::optional<NamedSet> found = find_value(property, UCHAR_SCRIPT, value);
  return found && !from_icu(*found).ranges().empty() ? found : std::nullopt;
}

std::optional<NamedSet> find_category(const std::string& value) {
  return find_value(UCHAR_GENERAL_CATEGORY_MASK, UCHAR_GENERAL_CATEGORY_MASK, value);
}

std::optional<NamedSet> find_binary(const std::string& name) {
  if (name == "Any") return NamedSet{.kind = NamedSet::Kind::any};
  if (name == "ASCII") return NamedSet{.kind = NamedSet::Kind::ascii};
  if (name == "Assigned") {
    return NamedSet{.kind = NamedSet::Kind::property,
                    .complement = true,
                    .property = UCHAR_GENERAL_CATEGORY_MASK,
                    .value = U_GC_CN_MASK};
  }
  const UProperty property = u_getPropertyEnum(name.c_str());
  if (std::find(std::begin(kBinaryProperties), std::end(kBinaryProperties), property) ==
      std::end(kBinaryProperties)) {
    return std::nullopt;
  }
  const bool exact = is_exact(
      name, [&](UPropertyNameChoice choice) { return u_getPropertyName(property, choice); });
  if (!exact) return std::nullopt;
  return NamedSet{.kind = NamedSet::Kind::property, .property = property, .value = 1};
}

CodePointSet without_complement(const NamedSet& name) {
  switch (name.kind) {
    case NamedSet::Kind::any:
      return CodePointSet::all();
    case NamedSet::Kind::ascii:
      return CodePointSet({{0, 0x7F}});
    case NamedSet::Kind::line:  // All but ECMA-262's LineTerminator.
      return CodePointSet({{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}).complement();
    case NamedSet::Kind::digits:
      return CodePointSet({{'0', '9'}});
    case NamedSet::Kind::spaces:  // ECMA-262's WhiteSpace and LineTerminator.
      return CodePointSet({{'\t', '\r'},
                           {0xFEFF, 0xFEFF},
                           {0x2028, 0x2029},
                           {' ', ' '},
                           {0xA0, 0xA0},
                           {0x1680, 0x1680},
                           {0x2000, 0x200A},
                           {0x202F, 0x202F},
                           {0x205F, 0x205F},
                           {0x3000, 0x3000}});
    case NamedSet::Kind::words:
      return CodePointSet({{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}});
    case NamedSet::Kind::property:
      break;
  }
  return from_icu(name);
}

}  // namespace

CodePointSet::CodePointSet(std::vector<CodePointRange> ranges) {
  std::sort(ranges.begin(), ranges.end());
  for (const CodePointRange& range : ranges) {
    if (!ranges_.empty() && range.first <= ranges_.back().last + 1) {
      ranges_.back().last = std::max(ranges_.back().last, range.last);
    } else {
      ranges_.push_back(range);
    }
  }
}

bool CodePointSet::contains(std::uint32_t code_point) const {
  const auto behind = std::upper_bound(
      ranges_.begin(), ranges_.end(), code_point,
      [](std::uint32_t at, const CodePointRange& range) { return at < range.first; });
  return behind != ranges_.begin() && code_point <= std::prev(behind)->last;
}

CodePointSet CodePointSet::complement() const {
  CodePointSet rest;
  std::uint32_t next = 0;
  for (const CodePointRange& range : ranges_) {
    if (range.first > next) rest.ranges_.push_back({next, range.first - 1});
    next = range.last + 1;
  }
  if (next <= kCodePointMax) rest.ranges_.push_back({next, kCodePointMax});
  return rest;
}

CodePointSet CodePointSet::united(const CodePointSet& other) const {
  std::vector<CodePointRange> both = ranges_;
  both.insert(both.end(), other.ranges_.begin(), other.ranges_.end());
  return CodePointSet(std::move(both));
}

CodePointSet CodePointSet::intersected(const CodePointSet& other) const {
  return complement().united(other.complement()).complement();
}

std::optional<NamedSet> find_unicode_property(std::string_view expression) {
  const std::size_t equals = expression.find('=');
  if (equals == std::string_view::npos) {
    const std::string name(expression);
    const std::optional<NamedSet> category = find_category(name);
    return category ? category : find_binary(name);
  }
  const std::string_view name = expression.substr(0, equals);
  const std::string value(expression.substr(equals + 1));
  if (name == "General_Category" || name == "gc") return find_category(value);
  if (name == "Script" || name == "sc") return find_script(UCHAR_SCRIPT, value);
  if (name == "Script_Extensions" || name == "scx") {
    return find_script(UCHAR_SCRIPT_EXTENSIONS, value);
  }
  return std::nullopt;
}

bool begins_identifier(std::uint32_t code_point) {
  return code_point == '$' || code_point == '_' ||
         u_hasBinaryProperty(static_cast<UChar32>(code_point), UCHAR_ID_START) != 0;
}

bool continues_identifier(std::uint32_t code_point) {
  constexpr std::uint32_t kZeroWidthNonJoiner = 0x200C;
  constexpr std::uint32_t kZeroWidthJoiner = 0x200D;
  return code_point == '$' || code_point == kZeroWidthNonJoiner || code_point == kZeroWidthJoiner ||
         u_hasBinaryProperty(static_cast<UChar32>(code_point), UCHAR_ID_CONTINUE) != 0;
}

CodePointSet make_named_set(const NamedSet& name) {
  CodePointSet set = without_complement(name);
  return name.complement ? set.complement() : set;
}

}  // namespace godwit::schema
