// godwit-collector: the collector as a program. Exit codes: 0 stopped by a signal, 1 could not
// start, 2 wrong usage, or schemas that cannot be used. SIGHUP loads the schemas again.
#include <pthread.h>

#include <csignal>
#include <cstdio>

#include "base/visible_text.h"
#include "collector/collector.h"
#include "command_line.h"
#include "files/standard_descriptors.h"

namespace {

using godwit::LogLevel;
using godwit::Status;
using godwit::command_line::Answer;
using godwit::command_line::Next;

// Paths, names and requests may contain characters that a terminal obeys.
void say(std::string_view message) {
  godwit::Bytes line;
  godwit::append_visible(line, message);
  std::fprintf(stderr, "godwit-collector: %.*s\n", static_cast<int>(line.size()), line.data());
}

class StderrLog final : public godwit::LogSink {
 public:
  explicit StderrLog(LogLevel least) : least_(least) {}
  void log(LogLevel level, std::string_view message) override {
    if (level < least_) return;
    say(message);
  }

 private:
  LogLevel least_;
};

int complain(std::string_view sentence, int code) {
  say(sentence);
  return code;
}

int print(const std::string& text) {
  const bool is_printed =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  return is_printed ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  godwit::occupy_standard_descriptors();
  // A write beyond `ulimit -f`, or to a log that nobody reads, is an error, but must not end the
  // program.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  godwit::collector::CommandLine line;
  const Answer answer = read_command_line({arguments + 1, arguments + count}, line);
  if (answer.next == Next::print) return print(answer.text);
  if (answer.next == Next::refuse) return complain(answer.text, 2);
  StderrLog log(line.log_level);
  line.options.log = &log;

  // Blocked before the collector's thread exists, so that only sigwait() below sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  const bool has_schemas = !line.options.schemas.empty();
  if (has_schemas) sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  godwit::collector::Collector collector(line.options);
  if (has_schemas) {
    const Status loaded = collector.load_schemas();
    if (!loaded.ok()) return complain(loaded.message(), 2);
  }
  const Status started = collector.start();
  if (!started.ok()) return complain(started.message(), 1);
  const std::string& address = line.options.address;
  const bool v6 = address.find(':') != std::string::npos;
  std::printf("listening on http://%s%s%s:%u\n", v6 ? "[" : "", address.c_str(), v6 ? "]" : "",
              static_cast<unsigned>(collector.port()));
  std::fflush(stdout);

  int received = 0;
  while (sigwait(&signals, &received) == 0 && received == SIGHUP) {
    (void)collector.load_schemas();  // Errors in them are logged.
  }
  collector.stop();
  return 0;
}
