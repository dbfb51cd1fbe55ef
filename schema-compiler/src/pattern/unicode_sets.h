// Sets of code points, and those that have a name in a pattern: \d, \s, \w, \p{…} and the dot.
//
// The properties of Unicode come from ICU, so a newer ICU knows more characters. Names are those of
// ECMA-262 and no others: exact in case and underscores, which ICU itself is not strict about.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace godwit::schema {

inline constexpr std::uint32_t kCodePointMax = 0x10FFFF;

// Both ends are in it.
struct CodePointRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  friend auto operator<=>(const CodePointRange&, const CodePointRange&) = default;
};

class CodePointSet {
 public:
  CodePointSet() = default;
  // The ranges may overlap and come in any order.
  explicit CodePointSet(std::vector<CodePointRange> ranges);
  [[nodiscard]] static CodePointSet all() { return CodePointSet({{0, kCodePointMax}}); }

  // Ascending, and never two where one would do. So equal sets have equal ranges.
  [[nodiscard]] const std::vector<CodePointRange>& ranges() const { return ranges_; }
  [[nodiscard]] bool contains(std::uint32_t code_point) const;

  [[nodiscard]] CodePointSet complement() const;
  [[nodiscard]] CodePointSet united(const CodePointSet& other) const;
  [[nodiscard]] CodePointSet intersected(const CodePointSet& other) const;

  friend auto operator<=>(const CodePointSet&, const CodePointSet&) = default;

 private:
  std::vector<CodePointRange> ranges_;
};

// A set by its name. `property` and `value` are ICU's numbers where the kind is `property`.
struct NamedSet {
  enum class Kind : std::uint8_t { any, ascii, line, digits, spaces, words, property };
  Kind kind = Kind::any;
  bool complement = false;
  std::int32_t property = 0;
  std::int32_t value = 0;
  friend auto operator<=>(const NamedSet&, const NamedSet&) = default;
};

// The property that `\p{expression}` names: `Value` or `Name=Value`.
[[nodiscard]] std::optional<NamedSet> find_unicode_property(std::string_view expression);

// Whether an identifier (the name of a group) may begin, or go on, with this character.
[[nodiscard]] bool begins_identifier(std::uint32_t code_point);
[[nodiscard]] bool continues_identifier(std::uint32_t code_point);

[[nodiscard]] CodePointSet make_named_set(const NamedSet& name);

}  // namespace godwit::schema
