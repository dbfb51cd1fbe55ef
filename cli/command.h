// The commands of `godwit` and the program's exit codes. exit_codes.cpp tells users what each code
// means.
#pragma once

#include <span>
#include <string_view>

namespace godwit::cli {

enum ExitCode : int {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,
  kStillQueued = 3,  // Nothing is lost, and something is not delivered yet.
  kInvalid = 3,      // schema validate: not all values are valid.
  kRefused = 4,      // send: lines were declined, or events refused; all others are delivered.
  kLost = 5,         // send: some events are gone, and were not delivered.
};

struct Command {
  std::string_view name;  // One word, or two: "queue status".
  std::string_view summary;
  // `arguments` are those behind the name. Returns the program's exit code.
  int (*run)(std::span<char* const> arguments);
};

int run_send(std::span<char* const> arguments);
int run_queue_status(std::span<char* const> arguments);
int run_queue_export(std::span<char* const> arguments);
int run_energy(std::span<char* const> arguments);
int run_schema_compile(std::span<char* const> arguments);
int run_schema_diff(std::span<char* const> arguments);
int run_schema_validate(std::span<char* const> arguments);

}  // namespace godwit::cli
