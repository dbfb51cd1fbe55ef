// Keeps the signals of a failed write from ending the application: SIGXFSZ (a file would grow past
// `ulimit -f`) and SIGPIPE (nobody reads any more). While they are blocked, the write fails with
// EFBIG or EPIPE, and its caller reports that.
//
// The system sends both signals to the writing thread. So blocking them there affects no other
// thread, and no handler or disposition of the application changes.
#pragma once

#include <csignal>

namespace godwit {

// For the whole life of one of our threads: pending signals end with the thread.
void block_file_signals();

// For the life of the object, on a thread that may be the application's. The destructor takes back
// signals that came meanwhile, and leaves those that were pending before.
class FileSignalGuard final {
 public:
  FileSignalGuard();
  ~FileSignalGuard();
  FileSignalGuard(const FileSignalGuard&) = delete;
  FileSignalGuard& operator=(const FileSignalGuard&) = delete;

 private:
  sigset_t before_;   // The thread's mask before.
  sigset_t to_take_;  // Blocked here, and not pending before.
};

}  // namespace godwit
