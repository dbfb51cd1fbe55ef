#include "compiler/idna.h"

#include <unicode/uchar.h>
#include <unicode/uset.h>

#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

#include "pattern/unicode_sets.h"

namespace godwit::schema {
namespace {

CodePointSet by_property(UProperty property, std::int32_t value) {
  return make_named_set(NamedSet{
      .kind = NamedSet::Kind::property, .complement = false, .property = property, .value = value});
}

CodePointSet binary(UProperty property) {
  return by_property(property, 1);
}

CodePointSet of(std::vector<CodePointRange> ranges) {
  return CodePointSet(std::move(ranges));
}

CodePointSet without(const CodePointSet& all, const CodePointSet& some) {
  return all.intersected(some.complement());
}

// RFC 5892, section 2.
CodePointSet permitted() {
  CodePointSet set = by_property(UCHAR_GENERAL_CATEGORY_MASK,
                                 U_GC_LL_MASK | U_GC_LU_MASK | U_GC_LO_MASK | U_GC_ND_MASK |
                                     U_GC_LM_MASK | U_GC_MN_MASK | U_GC_MC_MASK);  // LetterDigits
  set = without(set, binary(UCHAR_CHANGES_WHEN_NFKC_CASEFOLDED));                  // Unstable
  for (const UProperty ignorable :
       {UCHAR_DEFAULT_IGNORABLE_CODE_POINT, UCHAR_WHITE_SPACE, UCHAR_NONCHARACTER_CODE_POINT}) {
    set = without(set, binary(ignorable));
  }
  set = without(set, of({{0x20D0, 0x20FF}, {0x1D100, 0x1D1FF}, {0x1D200, 0x1D24F}}));
  for (const int jamo : {U_HST_LEADING_JAMO, U_HST_VOWEL_JAMO, U_HST_TRAILING_JAMO}) {
    set = without(set, by_property(UCHAR_HANGUL_SYLLABLE_TYPE, jamo));
  }
  set = without(
      set,
      of({{0x640, 0x640}, {0x7FA, 0x7FA}, {0x302E, 0x302F}, {0x3031, 0x3035}, {0x303B, 0x303B}}));
  // LDH, the exceptions that are permitted, and what needs a context, which the rules look at.
  return set.united(of({{'-', '-'},
                        {'0', '9'},
                        {'a', 'z'},
                        {0xDF, 0xDF},
                        {0x3C2, 0x3C2},
                        {0x6FD, 0x6FE},
                        {0xF0B, 0xF0B},
                        {0x3007, 0x3007},
                        {0xB7, 0xB7},
                        {0x375, 0x375},
                        {0x5F3, 0x5F4},
                        {0x30FB, 0x30FB},
                        {0x660, 0x669},
                        {0x6F0, 0x6F9},
                        {0x200C, 0x200D}}));
}

// The set's ranges, as they stand in a pattern's class.
std::string members(const CodePointSet& set) {
  constexpr const char* kHex = "0123456789ABCDEF";
  const auto escape = [](std::uint32_t code_point) {
    std::string digits;
    for (; code_point != 0 || digits.empty(); code_point >>= 4) {
      digits.insert(digits.begin(), kHex[code_point & 15]);
    }
    return "\\u{" + digits + "}";
  };
  std::string text;
  for (const CodePointRange& range : set.ranges()) {
    text += escape(range.first) + "-" + escape(range.last);
  }
  return text;
}

std::string any_of(const CodePointSet& set) {
  return "[" + members(set) + "]";
}

std::string none_of(const CodePointSet& set) {
  return "[^" + members(set) + "]";
}

CodePointSet directions(std::initializer_list<UCharDirection> classes) {
  CodePointSet set;
  for (const UCharDirection one : classes) {
    set = set.united(by_property(UCHAR_BIDI_CLASS, one));
  }
  return set;
}

CodePointSet joining(std::initializer_list<UJoiningType> types) {
  CodePointSet set;
  for (const UJoiningType type : types) set = set.united(by_property(UCHAR_JOINING_TYPE, type));
  return set;
}

// RFC 5892, appendix A.
std::vector<std::string> broken_contexts() {
  const CodePointSet virama = by_property(UCHAR_CANONICAL_COMBINING_CLASS, 9);
  const CodePointSet transparent = joining({U_JT_TRANSPARENT});
  const CodePointSet before = joining({U_JT_LEFT_JOINING, U_JT_DUAL_JOINING});
  const CodePointSet behind = joining({U_JT_RIGHT_JOINING, U_JT_DUAL_JOINING});
  const std::string no_virama = none_of(virama);
  const std::string marks = any_of(without(transparent, virama));
  return {
      // Zero width joiner.
      "(?:^|" + no_virama + ")\\u200D",
      // Zero width non-joiner: behind a virama, or between letters that join.
      "(?:^|" + none_of(before.united(transparent).united(virama)) + ")" + marks + "*\\u200C",
      "(?:^|" + none_of(before.united(transparent)) + ")" + any_of(transparent) + "*" + marks +
          "\\u200C",
      "(?:^|" + no_virama + ")\\u200C" + any_of(transparent) + "*(?:$|" +
          none_of(behind.united(transparent)) + ")",
      // Middle dot: between two l.
      "(?:^|[^l])\\u00B7|\\u00B7(?:$|[^l])",
      // Keraia, geresh and gershayim: beside their script.
      "\\u0375(?:$|[^\\p{Script=Greek}])",
      "(?:^|[^\\p{Script=Hebrew}])[\\u05F3\\u05F4]",
      // Katakana's middle dot: with a character of Japanese.
      "^[^\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Han}]*\\u30FB[^\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Han}]*$",
      // The two rows of Arabic digits do not mix.
      "[\\u0660-\\u0669].*[\\u06F0-\\u06F9]|[\\u06F0-\\u06F9].*[\\u0660-\\u0669]",
  };
}

// RFC 5893, section 2, for a label that has characters of right to left.
std::vector<std::string> mixed_directions() {
  const CodePointSet right = directions({U_RIGHT_TO_LEFT, U_RIGHT_TO_LEFT_ARABIC});
  const CodePointSet arabic_digits = directions({U_ARABIC_NUMBER});
  const CodePointSet digits = directions({U_EUROPEAN_NUMBER});
  const CodePointSet some = right.united(arabic_digits);
  const CodePointSet neutral = directions({U_EUROPEAN_NUMBER_SEPARATOR, U_COMMON_NUMBER_SEPARATOR,
                                           U_EUROPEAN_NUMBER_TERMINATOR, U_OTHER_NEUTRAL,
                                           U_BOUNDARY_NEUTRAL, U_DIR_NON_SPACING_MARK});
  const std::string marks = any_of(directions({U_DIR_NON_SPACING_MARK}));
  const std::string others = any_of(some.united(digits).united(neutral).complement());
  const std::string a = any_of(some);
  return {
      "^" + none_of(right) + ".*" + a,
      "^" + any_of(arabic_digits),
      a + ".*" + others + "|" + others + ".*" + a,
      a + ".*" + none_of(some.united(digits).united(directions({U_DIR_NON_SPACING_MARK}))) + marks +
          "*$",
      any_of(arabic_digits) + ".*" + any_of(digits) + "|" + any_of(digits) + ".*" +
          any_of(arabic_digits),
  };
}

std::string join_all() {
  std::vector<std::string> all = {
      none_of(permitted()),
      "^\\p{M}",
      "^-|-$",
      "^..--",
  };
  for (const auto& more : {broken_contexts(), mixed_directions()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  std::string pattern;
  for (const std::string& one : all) pattern += (pattern.empty() ? "" : "|") + one;
  return pattern;
}

}  // namespace

const std::string& forbidden_labels() {
  static const std::string pattern = join_all();
  return pattern;
}

}  // namespace godwit::schema
