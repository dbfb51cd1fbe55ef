#include "files/whole_file.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <thread>

#include "contract/support/child_process.h"
#include "contract/support/files.h"
#include "support/catch.h"

using namespace godwit;

namespace fs = std::filesystem;

TEST_CASE("whole_file: what was written is read, of any length", "[contract][files]") {
  const TemporaryDirectory root;
  for (const std::size_t size : {0, 1, 65'535, 65'536, 65'537, 300'000}) {
    const std::string text(size, 'x');
    REQUIRE(write_whole_file(root.file("f"), text).ok());
    CHECK(read_whole_file(root.file("f")).value() == text);
  }
  CHECK(names_in(root.path()) == std::vector<std::string>{"f"});
}

TEST_CASE("whole_file: what cannot be read is an error that names it, not an empty file",
          "[contract][files]") {
  const TemporaryDirectory root;
  for (const std::string& path : {root.file("none"), root.path(), root.file("f/inside")}) {
    const Result<std::string> read = read_whole_file(path);
    REQUIRE_FALSE(read.ok());
    CHECK(read.status().message().find(path) != std::string_view::npos);
  }
  write_file(root.file("f"), "four");
  CHECK(read_whole_file(root.file("f"), 4).ok());
  CHECK(read_whole_file(root.file("f"), 3).status().code() == StatusCode::too_large);
}

TEST_CASE("whole_file: a pipe is read to its end, and a device written as it is",
          "[contract][files]") {
  const TemporaryDirectory root;
  REQUIRE(::mkfifo(root.file("pipe").c_str(), 0600) == 0);
  const std::string text(200'000, 'x');
  std::thread writer([&] { CHECK(write_whole_file(root.file("pipe"), text).ok()); });
  CHECK(read_whole_file(root.file("pipe")).value() == text);
  writer.join();
  CHECK(write_whole_file("/dev/null", text).ok());
  CHECK_FALSE(fs::is_regular_file("/dev/null"));
}

TEST_CASE("whole_file: a file that is replaced keeps its mode, and a link its target",
          "[contract][files]") {
  const TemporaryDirectory root;
  write_file(root.file("f"), "old");
  fs::permissions(root.file("f"), fs::perms(0640));
  fs::create_symlink("f", root.file("link"));
  REQUIRE(write_whole_file(root.file("link"), "new").ok());
  CHECK(fs::is_symlink(root.file("link")));
  CHECK(read_file(root.file("f")) == "new");
  CHECK(mode_of(root.file("f")) == 0640);
}

TEST_CASE("whole_file: a write that fails leaves the old file, and nothing beside it",
          "[contract][files]") {
  const TemporaryDirectory root;
  write_file(root.file("f"), "old");
  CHECK(run_in_child([&] {
          const rlimit limit{100, 100};
          ::setrlimit(RLIMIT_FSIZE, &limit);
          return write_whole_file(root.file("f"), std::string(200, 'x')).ok() ? 1 : 0;
        }) == 0);
  CHECK(read_file(root.file("f")) == "old");
  CHECK(names_in(root.path()) == std::vector<std::string>{"f"});
  CHECK_FALSE(write_whole_file(root.path(), "x").ok());
  CHECK_FALSE(write_whole_file(root.file("no/f"), "x").ok());
}
