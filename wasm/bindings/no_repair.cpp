// The page repairs its text itself (src/repair.ts); the core gets nothing that needs it.
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
