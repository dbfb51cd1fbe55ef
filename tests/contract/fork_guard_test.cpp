#include "posix/fork_guard.h"

#include <sys/resource.h>
#include <unistd.h>

#include <string>

#include "contract/support/child_process.h"
#include "contract/support/files.h"
#include "support/catch.h"

using namespace godwit;

namespace {

int in_grandchild(const ForkGuard& guard) {
  return run_in_child([&] { return guard.owned() ? 1 : 0; });
}

}  // namespace

TEST_CASE("fork_guard: a child does not own what its parent made", "[contract][posix]") {
  const ForkGuard guard;
  CHECK(guard.owned());
  CHECK(in_grandchild(guard) == 0);
  CHECK(guard.owned());
  CHECK(run_in_child([] {
          const ForkGuard own;
          return own.owned() ? 0 : 1;
        }) == 0);
}

TEST_CASE("fork_guard: leaves no memory behind", "[contract][posix]") {
  const auto pages = [] { return std::stoul(read_file("/proc/self/statm")); };
  const std::size_t before = pages();
  for (int i = 0; i < 2'000; ++i) {
    const ForkGuard guard;
    CHECK(guard.owned());
  }
  CHECK(pages() < before + 1'000);
}

TEST_CASE("fork_guard: knows a child also where it could map no page", "[contract][posix]") {
  CHECK(run_in_child([] {
          rlimit before{};
          ::getrlimit(RLIMIT_AS, &before);
          rlimit none = before;
          none.rlim_cur = 4096;
          ::setrlimit(RLIMIT_AS, &none);
          const ForkGuard guard;
          ::setrlimit(RLIMIT_AS, &before);
          if (!guard.owned()) return 1;
          return in_grandchild(guard) == 0 ? 0 : 2;
        }) == 0);
}
