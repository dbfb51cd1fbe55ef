// The page itself repairs its text (src/repair.ts), so the core gets only valid text.
#include "base/repair.h"

namespace godwit {

std::size_t broken_length(std::string_view) {
  return 1;
}

bool repair_text(std::string_view&, Bytes&) {
  return false;
}

const char* check_and_repair_json(std::string_view& text, Bytes&, std::uint32_t depth_max,
                                  JsonToken first) {
  return check_json(text, depth_max, first);
}

}  // namespace godwit
