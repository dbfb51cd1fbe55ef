// The device's facts about itself: operating system, locale and time zone. They are members of a
// JSON object without its brackets: "os":{"name":…,"version":…},"locale":…,"timezone":…
//
// Unknown facts are left out.
// Threads: any.
#pragma once

#include <string>

namespace godwit {

[[nodiscard]] std::string device_context();

}  // namespace godwit
