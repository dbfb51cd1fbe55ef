// Whole files that a user names: read to their end, or replaced.
//
// Unlike in a data directory, links are followed, and pipes and devices (`<(…)`, /dev/stdout) are
// read and written as they are.
// Threads: any.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "godwit/status.h"

namespace godwit {

inline constexpr std::uint64_t kWholeFileBytesMax = std::uint64_t{1} << 30;

// Errors: storage_unavailable (not there, a directory, no access, a read that failed), too_large.
// The sentence names the path.
[[nodiscard]] Result<std::string> read_whole_file(const std::string& path,
                                                  std::uint64_t bytes_max = kWholeFileBytesMax);

// A file is written beside and renamed, so that readers find the old one or the new one; it keeps
// the mode of the one that it replaces.
// Errors: storage_unavailable, with the path; the old file is then still there.
[[nodiscard]] Status write_whole_file(const std::string& path, std::string_view bytes);

}  // namespace godwit
