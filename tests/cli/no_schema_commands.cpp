// Runs each command of `godwit schema` as a program without the schema compiler does.
#include <cstdlib>

#include "command.h"

int main() {
  using namespace godwit::cli;
  for (const auto run : {run_schema_compile, run_schema_diff, run_schema_validate}) {
    if (run({}) != kFailed) std::abort();
  }
  return 0;
}
