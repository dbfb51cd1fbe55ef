#include "posix/data_directory.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "contract/support/child_process.h"
#include "contract/support/files.h"
#include "support/catch.h"

using namespace godwit;

namespace {

using Unusable = DataDirectory::Unusable;

}  // namespace

TEST_CASE("data_directory: is made with its parents, for the owner alone", "[contract][posix]") {
  const TemporaryDirectory root;
  const std::string path = root.file("a/b/data");
  auto directory = DataDirectory::open(path + "/");
  REQUIRE(directory.ok());
  CHECK(directory.value()->path() == path);
  CHECK(mode_of(root.file("a")) == 0700);
  CHECK(mode_of(path) == 0700);
  CHECK(names_in(path) == std::vector<std::string>{"format", "lock"});
  CHECK(directory.value()->notes().empty());
}

TEST_CASE("data_directory: a second tracker in this process is refused", "[contract][posix]") {
  const TemporaryDirectory root;
  {
    const auto first = DataDirectory::open(root.path());
    REQUIRE(first.ok());
    const auto second = DataDirectory::open(root.path());
    CHECK(second.status().code() == StatusCode::in_use);
    CHECK(second.status().message().find(root.path()) != std::string_view::npos);
  }
  CHECK(DataDirectory::open(root.path()).ok());
}

TEST_CASE("data_directory: a tracker in another process is refused", "[contract][posix]") {
  const TemporaryDirectory root;
  const auto first = DataDirectory::open(root.path());
  REQUIRE(first.ok());
  CHECK(run_in_child([&] {
          return DataDirectory::open(root.path()).status().code() == StatusCode::in_use ? 0 : 1;
        }) == 0);
}

TEST_CASE("data_directory: closing frees it although a forked child lives on",
          "[contract][posix]") {
  const TemporaryDirectory root;
  auto first = DataDirectory::open(root.path());
  REQUIRE(first.ok());
  int hold[2];
  REQUIRE(::pipe(hold) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(hold[1]);
    char end = 0;
    (void)!::read(hold[0], &end, 1);
    ::_exit(0);
  }
  first.value().reset();
  CHECK(DataDirectory::open(root.path()).ok());
  ::close(hold[0]);
  ::close(hold[1]);
  ::waitpid(child, nullptr, 0);
}

TEST_CASE("data_directory: a child that leaves does not unlock its parent's", "[contract][posix]") {
  const TemporaryDirectory root;
  auto first = DataDirectory::open(root.path());
  REQUIRE(first.ok());
  CHECK(run_in_child([&] {
          first.value().reset();
          return 0;
        }) == 0);
  CHECK(DataDirectory::open(root.path()).status().code() == StatusCode::in_use);
}

TEST_CASE("data_directory: says why a path cannot be used", "[contract][posix]") {
  const TemporaryDirectory root;
  write_file(root.file("plain"), "a file");
  const auto opened = DataDirectory::open(root.file("plain/data"));
  CHECK(opened.status().code() == StatusCode::storage_unavailable);
  CHECK(opened.status().message().find("Not a directory") != std::string_view::npos);
  CHECK(opened.status().message().find(root.path()) != std::string_view::npos);
  CHECK(DataDirectory::open(root.file("plain")).status().code() == StatusCode::storage_unavailable);
  CHECK(DataDirectory::open("").status().code() == StatusCode::invalid_argument);
}

TEST_CASE("data_directory: what a newer version wrote is moved, whole", "[contract][posix]") {
  const TemporaryDirectory root;
  for (int round = 1; round <= 2; ++round) {
    write_file(root.file("format"), "2\n");
    write_file(root.file("events.db"), "from the future");
    const auto directory = DataDirectory::open(root.path());
    REQUIRE(directory.ok());
    const std::string aside = "set-aside-" + std::to_string(round);
    CHECK(read_file(root.file(aside + "/events.db")) == "from the future");
    CHECK(read_file(root.file(aside + "/format")) == "2\n");
    CHECK(read_file(root.file("format")) == "1\n");
    CHECK(directory.value()->notes().size() == 1);
  }
  CHECK(names_in(root.path()) ==
        std::vector<std::string>{"format", "lock", "set-aside-1", "set-aside-2"});
}

TEST_CASE("data_directory: an unreadable format file is written anew", "[contract][posix]") {
  const TemporaryDirectory root;
  write_file(root.file("format"), "");
  write_file(root.file("events.db"), "kept");
  const auto directory = DataDirectory::open(root.path());
  REQUIRE(directory.ok());
  CHECK(read_file(root.file("format")) == "1\n");
  CHECK(read_file(root.file("events.db")) == "kept");
  CHECK(directory.value()->notes().size() == 1);
}

TEST_CASE("data_directory: keeps the last few damaged files, and all newer ones",
          "[contract][posix]") {
  const TemporaryDirectory root;
  const auto directory = DataDirectory::open(root.path());
  REQUIRE(directory.ok());
  constexpr std::string_view kPair[] = {"", "-wal"};
  for (int round = 1; round <= 6; ++round) {
    write_file(root.file("f"), std::to_string(round));
    write_file(root.file("f-wal"), "wal");
    const auto aside = directory.value()->set_aside("f", Unusable::damaged, kPair);
    REQUIRE(aside.ok());
    CHECK(aside.value() == "f.damaged-" + std::to_string(round));
    write_file(root.file("f"), "newer");
    REQUIRE(directory.value()->set_aside("f", Unusable::newer).ok());
  }
  const std::vector<std::string> expected = {
      "f.damaged-3", "f.damaged-3-wal", "f.damaged-4", "f.damaged-4-wal",
      "f.damaged-5", "f.damaged-5-wal", "f.damaged-6", "f.damaged-6-wal",
      "f.newer-1",   "f.newer-2",       "f.newer-3",   "f.newer-4",
      "f.newer-5",   "f.newer-6",       "format",      "lock"};
  CHECK(names_in(root.path()) == expected);
  CHECK(read_file(root.file("f.damaged-6")) == "6");
}

TEST_CASE("data_directory: a number that is taken, by whatever file, is not given again",
          "[contract][posix]") {
  const TemporaryDirectory root;
  const auto directory = DataDirectory::open(root.path());
  REQUIRE(directory.ok());
  write_file(root.file("f.damaged-7-wal"), "of a file that is gone");
  write_file(root.file("f.damaged-12x3"), "a stranger's");
  write_file(root.file("f.damaged-"), "a stranger's");
  write_file(root.file("other.damaged-99"), "another's");
  write_file(root.file("f"), "damaged");
  const auto aside = directory.value()->set_aside("f", Unusable::damaged);
  REQUIRE(aside.ok());
  CHECK(aside.value() == "f.damaged-13");
}

TEST_CASE("data_directory: an erasure that was cut short is finished by the next opening",
          "[contract][posix]") {
  const TemporaryDirectory root;
  write_file(root.file("events.db.erasing"), "private");
  REQUIRE(DataDirectory::open(root.path()).ok());
  CHECK(names_in(root.path()) == std::vector<std::string>{"format", "lock"});
}

TEST_CASE("data_directory: erasing overwrites before it removes", "[contract][posix]") {
  const TemporaryDirectory root;
  const auto directory = DataDirectory::open(root.path());
  REQUIRE(directory.ok());
  const std::string text(200'000, 'p');
  write_file(root.file("events.db"), text);
  // A second name keeps the bytes in sight after the first is gone.
  std::filesystem::create_hard_link(root.file("events.db"), root.file("witness"));
  REQUIRE(directory.value()->erase("events.db").ok());
  CHECK_FALSE(std::filesystem::exists(root.file("events.db")));
  CHECK(read_file(root.file("witness")) == std::string(text.size(), '\0'));

  std::filesystem::create_directory(root.file("set-aside-1"));
  write_file(root.file("set-aside-1/events.db"), "private");
  write_file(root.file("events.db.damaged-1-wal"), "private");
  REQUIRE(directory.value()->erase_set_aside().ok());
  CHECK(names_in(root.path()) == std::vector<std::string>{"format", "lock", "witness"});
}
