// `godwit schema`, in a program that was built without the schema compiler: says so.
#include "command.h"
#include "output.h"

namespace godwit::cli {
namespace {

int refuse() {
  warn(
      "this program was built without `godwit schema`; build it with -DGODWIT_SCHEMA_COMPILER=ON "
      "(needs ICU and uriparser)");
  return kFailed;
}

}  // namespace

int run_schema_compile(std::span<char* const>) {
  return refuse();
}
int run_schema_diff(std::span<char* const>) {
  return refuse();
}
int run_schema_validate(std::span<char* const>) {
  return refuse();
}

}  // namespace godwit::cli
