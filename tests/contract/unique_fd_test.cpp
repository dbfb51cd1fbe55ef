#include "files/unique_fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "support/catch.h"

using namespace godwit;

namespace {

bool descriptor_is_open(int fd) {
  return ::fcntl(fd, F_GETFD) != -1;
}

UniqueFd open_dev_null() {
  UniqueFd fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  REQUIRE(fd);
  return fd;
}

// While it lives, standard input is closed.
class WithoutStandardInput {
 public:
  WithoutStandardInput() { ::close(STDIN_FILENO); }
  ~WithoutStandardInput() { ::dup2(saved_.get(), STDIN_FILENO); }

 private:
  UniqueFd saved_{::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)};
};

}  // namespace

TEST_CASE("unique_fd: without a descriptor it is -1, and false", "[files]") {
  UniqueFd none;
  CHECK(none.get() == -1);
  CHECK_FALSE(none);
  CHECK(none.release() == -1);
}

TEST_CASE("unique_fd: its end closes the descriptor", "[files]") {
  int number = -1;
  {
    const UniqueFd fd = open_dev_null();
    number = fd.get();
    CHECK(descriptor_is_open(number));
  }
  CHECK_FALSE(descriptor_is_open(number));
}

TEST_CASE("unique_fd: a descriptor has one owner", "[files]") {
  UniqueFd first = open_dev_null();
  const int number = first.get();
  UniqueFd second(std::move(first));
  CHECK(first.get() == -1);
  CHECK(second.get() == number);
  UniqueFd third;
  third = std::move(second);
  CHECK(third.get() == number);
  CHECK(third.release() == number);
  CHECK(third.get() == -1);
  CHECK(descriptor_is_open(number));
  ::close(number);
}

TEST_CASE("unique_fd: 0 is a descriptor like any other", "[files]") {
  const WithoutStandardInput closed;
  {
    const UniqueFd zero = open_dev_null();
    REQUIRE(zero.get() == 0);
    CHECK(zero);
  }
  CHECK_FALSE(descriptor_is_open(0));
}

TEST_CASE("unique_fd: a file that got a standard stream's descriptor is moved above them",
          "[files]") {
  const WithoutStandardInput closed;
  UniqueFd zero = open_dev_null();
  const UniqueFd moved(above_standard(zero.release()));
  CHECK(moved.get() > STDERR_FILENO);
  CHECK_FALSE(descriptor_is_open(0));
  CHECK((::fcntl(moved.get(), F_GETFD) & FD_CLOEXEC) != 0);
  const int number = moved.get();
  CHECK(above_standard(number) == number);
  CHECK(above_standard(-1) == -1);
}
