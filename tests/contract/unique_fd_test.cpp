#include "files/unique_fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "contract/support/child_process.h"
#include "support/catch.h"

using namespace godwit;

namespace {

int open_null() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) != -1;
}

}  // namespace

TEST_CASE("unique_fd: without a descriptor it is -1, and false", "[contract][files]") {
  UniqueFd none;
  CHECK(none.get() == -1);
  CHECK_FALSE(none);
  CHECK(none.release() == -1);
}

TEST_CASE("unique_fd: closes what it has, once, wherever it was moved to", "[contract][files]") {
  const int first = open_null();
  const int second = open_null();
  {
    UniqueFd owner(first);
    CHECK(owner);
    CHECK(owner.get() == first);
    UniqueFd other(std::move(owner));
    CHECK_FALSE(owner);  // NOLINT(bugprone-use-after-move): the class promises this.
    CHECK(owner.get() == -1);
    CHECK(is_open(first));
    other = UniqueFd(second);
    CHECK_FALSE(is_open(first));
    CHECK(other.get() == second);
  }
  CHECK_FALSE(is_open(second));
}

TEST_CASE("unique_fd: release() leaves the descriptor open, to its caller", "[contract][files]") {
  const int fd = open_null();
  {
    UniqueFd owner(fd);
    CHECK(owner.release() == fd);
    CHECK(owner.get() == -1);
  }
  CHECK(is_open(fd));
  ::close(fd);
}

TEST_CASE("unique_fd: 0 is a file descriptor like others", "[contract][files]") {
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

TEST_CASE("unique_fd: above_standard() moves a file that got a standard stream's descriptor",
          "[contract][files]") {
  CHECK(run_in_child([] {
          ::close(0);
          const int moved = above_standard(open_null());
          if (moved <= STDERR_FILENO) return 1;
          if (is_open(0)) return 2;
          if ((::fcntl(moved, F_GETFD) & FD_CLOEXEC) == 0) return 3;
          if (above_standard(moved) != moved) return 4;
          return above_standard(-1) == -1 ? 0 : 5;
        }) == 0);
}
