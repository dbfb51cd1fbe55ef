// Erases files so that their bytes are not found afterwards, as far as the medium allows: a flash
// translation layer, a copy-on-write file system or a backup may keep older copies.
#pragma once

#include <string>

#include "godwit/status.h"

namespace godwit {

// Overwrites the file with zeros, waits until the disk has them, and removes it. A file that is not
// there is erased already.
// Errors: storage_unavailable, with the path; the file is then still there, in part overwritten.
Status shred_file(const std::string& path);

// The same for every file below a directory, and the directory itself.
Status shred_tree(const std::string& path);

}  // namespace godwit
