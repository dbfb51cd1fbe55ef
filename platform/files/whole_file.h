// Reads or replaces whole files that a user names.
//
// Unlike in a data directory, links are followed, and pipes and devices (`<(…)`, /dev/stdout) are
// read and written directly.
// Threads: any.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "godwit/status.h"

namespace godwit {

inline constexpr std::uint64_t kWholeFileBytesMax = std::uint64_t{1} << 30;

// Errors: storage_unavailable (missing, a directory, no access, a failed read), too_large. The
// sentence names the path.
[[nodiscard]] Result<std::string> read_whole_file(const std::string& path,
                                                  std::uint64_t bytes_max = kWholeFileBytesMax);

// Writes a new file beside the old one and renames it, so that readers find the old file or the new
// one. The new file keeps the old one's mode.
// Errors: storage_unavailable, with the path; the old file is then still there.
[[nodiscard]] Status write_whole_file(const std::string& path, std::string_view bytes);

}  // namespace godwit
