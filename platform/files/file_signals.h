// Keeps the signals of a failed write from ending the application: SIGXFSZ (a file would grow past
// `ulimit -f`) and SIGPIPE (nobody reads any more). While they are blocked, the write fails with
// EFBIG or EPIPE, and its caller says so.
//
// Both signals go to the thread that wrote, so blocking them there touches no other thread, and
// no handler or disposition of the application's changes.
#pragma once

#include <csignal>

namespace godwit {

// For the life of a thread of ours: what is left pending ends with the thread.
void block_file_signals();

// For the life of the object, on a thread that may be the application's. A signal that came
// meanwhile is taken back; one that was pending before stays.
class FileSignalGuard final {
 public:
  FileSignalGuard();
  ~FileSignalGuard();
  FileSignalGuard(const FileSignalGuard&) = delete;
  FileSignalGuard& operator=(const FileSignalGuard&) = delete;

 private:
  sigset_t before_;   // The thread's mask.
  sigset_t to_take_;  // Blocked here, and not pending before.
};

}  // namespace godwit
