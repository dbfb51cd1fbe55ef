// Keeps our files, SQLite's and libcurl's off the descriptors of the standard streams.
#pragma once

namespace godwit {

// Opens /dev/null on those of the descriptors 0, 1 and 2 that are closed, for as long as the
// process runs. A daemon closes them, and the next open() anywhere in the process would take their
// place: text for standard error would then go into that file. Reading standard input and writing
// the others still fails (EBADF), as it does while they are closed. Closing or replacing them
// later, as dup2() does, is safe.
// Threads: any.
void occupy_standard_descriptors();

}  // namespace godwit
