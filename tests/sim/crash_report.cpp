#include "sim/crash_report.h"

#include <signal.h>
#include <unistd.h>

#include <cstdio>

namespace godwit::sim {
namespace {

void on_crash(int number) {
  char line[240];
  const int length = std::snprintf(line, sizeof line, "\ncrashed with signal %d; replay: %s\n",
                                   number, replay_command.c_str());
  if (write(2, line, static_cast<std::size_t>(length)) < 0) _exit(3);
  signal(number, SIG_DFL);
  raise(number);
}

}  // namespace

thread_local std::string replay_command;

void report_crashes() {
  for (const int number : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL}) signal(number, on_crash);
}

}  // namespace godwit::sim
