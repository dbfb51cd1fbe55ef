#include "files/file_signals.h"

#include <pthread.h>

#include <cerrno>
#include <ctime>

namespace godwit {
namespace {

constexpr int kFileSignals[] = {SIGXFSZ, SIGPIPE};

sigset_t file_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : kFileSignals) ::sigaddset(&set, signal);
  return set;
}

}  // namespace

void block_file_signals() {
  const sigset_t set = file_signals();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

FileSignalGuard::FileSignalGuard() : to_take_(file_signals()) {
  ::pthread_sigmask(SIG_BLOCK, &to_take_, &before_);
  sigset_t pending;
  ::sigemptyset(&pending);
  ::sigpending(&pending);
  for (const int signal : kFileSignals) {
    const bool ours = ::sigismember(&before_, signal) == 0 && ::sigismember(&pending, signal) == 0;
    if (!ours) ::sigdelset(&to_take_, signal);
  }
}

FileSignalGuard::~FileSignalGuard() {
  const int error = errno;
  const timespec at_once{};
  while (::sigtimedwait(&to_take_, nullptr, &at_once) > 0) {
  }
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  errno = error;
}

}  // namespace godwit
