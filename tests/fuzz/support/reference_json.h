// JSON as another parser reads it (nlohmann/json): the oracle of the fuzz targets.
//
// Tokens rather than a document, so that duplicate keys and the order of members are compared too.
// nlohmann/json differs from RFC 8259. Each difference is corrected here:
//   - A byte order mark: nlohmann/json passes over one; RFC 8259 (section 8.1) lets a parser refuse
//     it, and ours does. Here: refused.
//   - A NUL byte: nlohmann/json takes one between tokens for the end of the text; the grammar has
//     no place for it. Here: refused.
//   - A number beyond double (1e400): nlohmann/json refuses it; the grammar (section 6) does not.
//     Here: accepted. `text` is the text with such a number replaced by 1.5 and spaces, at the
//     same length, so that offsets stay.
//   - Depth: nlohmann/json follows any. Here: measured, for the target to compare with its bound.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace godwit::fuzz {

enum class RefKind : std::uint8_t {
  begin_object,
  end_object,
  begin_array,
  end_array,
  key,             // `text`, escapes resolved.
  string,          // Likewise.
  whole,           // Without sign, fraction and exponent, below 2^64: `whole`.
  negative_whole,  // With a minus, from -2^63: `negative`.
  number,          // Any other: `text` as written.
  literal_true,
  literal_false,
  literal_null,
};

struct RefToken {
  RefKind kind = RefKind::literal_null;
  std::string text = {};
  std::uint64_t whole = 0;
  std::int64_t negative = 0;
  friend bool operator==(const RefToken&, const RefToken&) = default;
};

struct Reference {
  bool accepted = false;
  std::uint32_t depth = 0;  // The deepest nesting.
  std::string text;
  std::vector<RefToken> tokens;  // Those before the fault, where it is not accepted.
};

[[nodiscard]] Reference read_reference(std::string_view text);

// The document, or a discarded one; never throws. For a Reference's `text`.
[[nodiscard]] nlohmann::json parse_document(std::string_view text);

// Whether a key stands twice in one object.
[[nodiscard]] bool has_duplicates(const Reference& reference);

}  // namespace godwit::fuzz
