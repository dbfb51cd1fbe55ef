// Erases files so that their bytes are not found afterwards, as far as the medium allows. A flash
// translation layer, a copy-on-write file system or a backup may keep older copies.
#pragma once

#include <string_view>

#include "files/directory_handle.h"
#include "godwit/status.h"

namespace godwit {

// Overwrites the file with zeros, waits until the disk has them, and removes the file. A missing
// file counts as erased. A symbolic link is removed, and its target is not touched.
// Errors: storage_unavailable, with the path; the file is then still there, partly overwritten.
// There is one exception: a file beyond `ulimit -f` cannot be overwritten there. It is truncated
// and removed, and the error says that its bytes may still be on the disk.
[[nodiscard]] Status shred_file(const DirectoryHandle& directory, std::string_view name);

// Erases every file below a directory, and the directory itself.
// Errors: also if directories are nested deeper than kShredDepthMax.
inline constexpr int kShredDepthMax = 32;
[[nodiscard]] Status shred_tree(const DirectoryHandle& directory, std::string_view name);

}  // namespace godwit
