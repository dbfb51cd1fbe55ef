#include "interrupt.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>

namespace godwit::cli {
namespace {

// A signal handler can reach nothing but globals.
int pipe_ends[2] = {-1, -1};
volatile sig_atomic_t was_interrupted = 0;

void on_signal(int) {
  const int saved_errno = errno;
  was_interrupted = 1;
  const ssize_t ignored = ::write(pipe_ends[1], "!", 1);
  static_cast<void>(ignored);
  errno = saved_errno;
}

}  // namespace

void catch_interrupts() {
  // Without the pipe a wait ends when it ends; the flag is still seen.
  if (::pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) pipe_ends[0] = pipe_ends[1] = -1;
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() {
  return was_interrupted != 0;
}

int interrupt_descriptor() {
  return pipe_ends[0];
}

void wait_for(std::chrono::nanoseconds duration) {
  if (duration.count() <= 0 || interrupted()) return;
  timespec timeout = {};
  timeout.tv_sec = static_cast<time_t>(duration.count() / 1'000'000'000);
  timeout.tv_nsec = static_cast<long>(duration.count() % 1'000'000'000);
  pollfd waited = {pipe_ends[0], POLLIN, 0};
  ::ppoll(&waited, 1, &timeout, nullptr);
}

}  // namespace godwit::cli
