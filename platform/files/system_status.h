// Turns an errno into a Status: "cannot open (No space left on device): /path". The path stands
// last, so that a long path cannot push the reason out of the message.
#pragma once

#include <string>
#include <string_view>

#include "godwit/status.h"

namespace godwit {

// The system's words for an errno. If these give no advice, ours is added.
[[nodiscard]] std::string system_reason(int error);

[[nodiscard]] Status system_status(StatusCode code, std::string_view what, int error,
                                   std::string_view path);

// The usual case: the file system refused, and errno says why.
[[nodiscard]] Status storage_status(std::string_view what, std::string_view path);

}  // namespace godwit
