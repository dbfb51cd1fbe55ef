// What the device says of itself: operating system, locale and time zone, as the members of a JSON
// object without its brackets: "os":{"name":…,"version":…},"locale":…,"timezone":…
//
// What cannot be found out is left out.
// Threads: any.
#pragma once

#include <string>

namespace godwit {

[[nodiscard]] std::string device_context();

}  // namespace godwit
