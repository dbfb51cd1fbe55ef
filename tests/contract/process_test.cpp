// Small things of a process: its file descriptors, and whose child it is.
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "contract/support/child_process.h"
#include "contract/support/files.h"
#include "files/unique_fd.h"
#include "posix/fork_guard.h"
#include "support/catch.h"

using namespace godwit;

namespace {

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) != -1;
}

int open_null() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

int in_grandchild(const ForkGuard& guard) {
  return run_in_child([&] { return guard.owned() ? 1 : 0; });
}

}  // namespace

TEST_CASE("unique_fd: closes what it has, once, wherever it was moved to", "[contract][posix]") {
  const int first = open_null();
  const int second = open_null();
  {
    UniqueFd owner(first);
    CHECK(owner);
    CHECK(owner.get() == first);
    UniqueFd other(std::move(owner));
    CHECK_FALSE(owner);  // NOLINT(bugprone-use-after-move): what is promised of it.
    CHECK(owner.get() == -1);
    CHECK(is_open(first));
    other = UniqueFd(second);
    CHECK_FALSE(is_open(first));
    CHECK(other.get() == second);
  }
  CHECK_FALSE(is_open(second));
  CHECK_FALSE(UniqueFd());
}

TEST_CASE("unique_fd: 0 is a file descriptor like others", "[contract][posix]") {
  CHECK(run_in_child([] {
          ::close(0);
          if (open_null() != 0) return 1;
          {
            const UniqueFd owner(0);
            if (!owner || !is_open(0)) return 2;
          }
          return is_open(0) ? 3 : 0;
        }) == 0);
}

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
