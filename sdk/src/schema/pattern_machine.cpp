#include "schema/pattern_machine.h"

#include <bit>

#include "base/json_text.h"
#include "schema/pattern_program.h"

namespace godwit {
namespace {

const std::uint8_t* ascii_classes(const std::uint32_t* table) {
  return reinterpret_cast<const std::uint8_t*>(table + kPatternAsciiAt);
}

std::uint32_t class_of(const std::uint32_t* table, std::uint32_t code_point) {
  if (code_point < 0x80) return ascii_classes(table)[code_point];
  // Finds the last range that begins at or before the character.
  const std::uint32_t* low = table + kPatternRangesAt;
  std::uint32_t count = table[0] >> 16;
  const std::uint32_t key = (code_point + 1) << kPatternClassBits;
  while (count > 1) {
    const std::uint32_t half = count / 2;
    if (low[half] < key) low += half;
    count -= half;
  }
  return *low & (kPatternClassesMax - 1);
}

// The cells of one class stand together, so that a state waits for only one load.
template <typename Cell>
bool run_cells(const std::uint32_t* table, std::string_view raw) {
  const std::uint32_t states = table[2];
  const auto* const cells =
      reinterpret_cast<const Cell*>(table + kPatternRangesAt + (table[0] >> 16)) -
      kPatternFirstState;
  std::uint32_t state = table[1] & 0xFFFF;
  const char* at = raw.data();
  const char* const end = at + raw.size();
  const std::uint8_t* const classes = ascii_classes(table);
  for (; at != end;) {
    // Backslashes and characters that are not ASCII are read elsewhere, so that this loop stays
    // short.
    const auto byte = static_cast<std::uint8_t>(*at);
    std::uint32_t read = 0;
    if (byte < 0x80 && byte != '\\') [[likely]] {
      read = classes[byte];
      ++at;
    } else {
      const char* behind = at;
      read = read_pattern_class(table, behind, end);
      at = behind;
    }
    state = cells[read * states + state];
    if (state < kPatternFirstState) return state == kPatternHolds;
  }
  return state >= table[1] >> 16;
}

}  // namespace

// The class of any character.
std::uint32_t read_pattern_class(const std::uint32_t* table, const char*& at, const char* end) {
  std::string_view rest(at, static_cast<std::size_t>(end - at));
  std::uint32_t code_point = 0;
  if (rest[0] == '\\') {
    (void)read_json_escape(rest, code_point);  // Well-formed.
  } else {
    const auto lead = static_cast<std::uint8_t>(rest[0]);
    code_point = lead & (0x7Fu >> std::countl_one(lead));
    rest.remove_prefix(1);
    while (!rest.empty() && (rest[0] & 0xC0) == 0x80) {
      code_point = code_point << 6 | (rest[0] & 0x3Fu);
      rest.remove_prefix(1);
    }
  }
  at = rest.data();
  return class_of(table, code_point);
}

bool pattern_matches(const std::uint32_t* table, std::string_view raw) {
  switch (table[0] & 0xFFFF) {
    case 0:
      return run_pattern_program(table, raw);
    case 1:
      return run_cells<std::uint8_t>(table, raw);
    default:
      return run_cells<std::uint16_t>(table, raw);
  }
}

}  // namespace godwit
