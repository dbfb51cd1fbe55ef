#include "files/directory_handle.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "contract/support/child_process.h"
#include "contract/support/files.h"
#include "files/shred.h"
#include "support/catch.h"

using namespace godwit;

namespace {

namespace fs = std::filesystem;

constexpr uid_t kNobody = 65534;

DirectoryHandle opened(const std::string& path) {
  Result<DirectoryHandle> handle = DirectoryHandle::make(path);
  REQUIRE(handle.ok());
  return std::move(handle.value());
}

bool says(const Status& status, std::string_view words) {
  return status.message().find(words) != std::string_view::npos;
}

}  // namespace

TEST_CASE("directory_handle: what is made is for its owner alone, whatever the umask",
          "[contract][files]") {
  const TemporaryDirectory root;
  for (const mode_t mask : {0, 0022, 0277, 0777}) {
    const std::string path = root.file("m" + std::to_string(mask) + "/data");
    CHECK(run_in_child([&] {
            ::umask(mask);
            const Result<DirectoryHandle> handle = DirectoryHandle::make(path);
            if (!handle.ok()) return 1;
            if (!handle.value().open_file("f", FileAccess::make).ok()) return 2;
            if (!handle.value().open_file("e", FileAccess::make_empty).ok()) return 3;
            return handle.value().make_directory("d").ok() ? 0 : 4;
          }) == 0);
    CHECK(mode_of(fs::path(path).parent_path()) == 0700);
    CHECK(mode_of(path) == 0700);
    CHECK(mode_of(path + "/d") == 0700);
    CHECK(mode_of(path + "/f") == 0600);
    CHECK(mode_of(path + "/e") == 0600);
  }
}

TEST_CASE("directory_handle: a directory that exists keeps its mode", "[contract][files]") {
  const TemporaryDirectory root;
  for (const mode_t mode : {0700, 0755, 0750, 0711}) {
    REQUIRE(::chmod(root.path().c_str(), mode) == 0);
    CHECK(DirectoryHandle::make(root.path()).ok());
    CHECK(mode_of(root.path()) == mode);
  }
}

TEST_CASE("directory_handle: one that others can write to is refused, with what helps",
          "[contract][files]") {
  const TemporaryDirectory root;
  for (const mode_t mode : {0720, 0702, 0777, 0775}) {
    REQUIRE(::chmod(root.path().c_str(), mode) == 0);
    const Status status = DirectoryHandle::make(root.path()).status();
    CHECK(status.code() == StatusCode::invalid_argument);
    CHECK(says(status, "chmod go-w " + root.path()));
    CHECK(DirectoryHandle::open(root.path()).status().code() == StatusCode::invalid_argument);
    CHECK(mode_of(root.path()) == mode);
  }
  // Nobody should take away write access to /tmp itself.
  REQUIRE(::chmod(root.path().c_str(), 01777) == 0);
  const Status status = DirectoryHandle::make(root.path()).status();
  CHECK(status.code() == StatusCode::invalid_argument);
  CHECK_FALSE(says(status, "chmod"));
  CHECK(DirectoryHandle::make(root.file("own")).ok());
}

TEST_CASE("directory_handle: another user's directory is refused, but not to root",
          "[contract][files]") {
  if (::geteuid() != 0) {
    WARN("skipped: only root can make another user's directory");
    return;
  }
  const TemporaryDirectory root;
  REQUIRE(::chmod(root.path().c_str(), 0755) == 0);
  const std::string theirs = root.file("theirs");
  REQUIRE(::mkdir(theirs.c_str(), 0755) == 0);
  const auto as_nobody = [&](const std::string& path) {
    return run_in_child([&] {
      if (::setuid(kNobody) != 0) return 99;
      return static_cast<int>(DirectoryHandle::make(path).status().code());
    });
  };
  CHECK(as_nobody(theirs) == static_cast<int>(StatusCode::invalid_argument));
  REQUIRE(::chown(theirs.c_str(), kNobody, kNobody) == 0);
  CHECK(as_nobody(theirs) == static_cast<int>(StatusCode::ok));
  CHECK(DirectoryHandle::make(theirs).ok());

  // Nor is a link that somebody else put there followed.
  fs::create_directory_symlink(theirs, root.file("link"));
  CHECK(as_nobody(root.file("link")) == static_cast<int>(StatusCode::ok));  // Root's.
  REQUIRE(::lchown(root.file("link").c_str(), kNobody - 1, kNobody) == 0);
  CHECK(as_nobody(root.file("link")) == static_cast<int>(StatusCode::invalid_argument));
}

TEST_CASE("directory_handle: a path means the same after chdir()", "[contract][files]") {
  const TemporaryDirectory root;
  fs::create_directories(root.file("a"));
  fs::create_directories(root.file("b/q"));
  CHECK(run_in_child([&] {
          if (::chdir(root.file("a").c_str()) != 0) return 1;
          Result<DirectoryHandle> handle = DirectoryHandle::make("q");
          if (!handle.ok() || handle.value().path() != root.file("a/q")) return 2;
          if (::chdir(root.file("b").c_str()) != 0) return 3;
          if (!handle.value().check_in_place().ok()) return 4;
          return handle.value().open_file("f", FileAccess::make).ok() ? 0 : 5;
        }) == 0);
  CHECK(names_in(root.file("a/q")) == std::vector<std::string>{"f"});
  CHECK(names_in(root.file("b/q")).empty());
}

TEST_CASE("directory_handle: paths that cannot be meant are refused", "[contract][files]") {
  using namespace std::string_literals;
  CHECK(DirectoryHandle::make("").status().code() == StatusCode::invalid_argument);
  CHECK(DirectoryHandle::make("/tmp/a\0b"s).status().code() == StatusCode::invalid_argument);
  const TemporaryDirectory root;
  CHECK(run_in_child([&] {
          const std::string gone = root.file("gone");
          ::mkdir(gone.c_str(), 0700);
          if (::chdir(gone.c_str()) != 0) return 1;
          ::rmdir(gone.c_str());
          const Status status = DirectoryHandle::make("q").status();
          return status.code() == StatusCode::storage_unavailable ? 0 : 2;
        }) == 0);
}

TEST_CASE("directory_handle: what is no file of its own is not opened", "[contract][files]") {
  const TemporaryDirectory root;
  const TemporaryDirectory elsewhere;
  write_file(elsewhere.file("target"), "somebody's");
  fs::create_symlink(elsewhere.file("target"), root.file("link"));
  fs::create_symlink(elsewhere.file("missing"), root.file("dangling"));
  fs::create_directory_symlink(elsewhere.path(), root.file("folder"));
  REQUIRE(::mkfifo(root.file("pipe").c_str(), 0600) == 0);
  fs::create_directory(root.file("directory"));
  const DirectoryHandle handle = opened(root.path());
  for (const char* const name : {"link", "dangling", "pipe", "directory"}) {
    for (const FileAccess access : {FileAccess::read, FileAccess::write, FileAccess::make}) {
      const Status status = handle.open_file(name, access).status();
      CHECK(status.code() == StatusCode::storage_unavailable);
      CHECK(says(status, root.file(name)));
    }
  }
  CHECK(says(handle.open_file("link", FileAccess::make).status(), "symbolic link"));
  CHECK(says(handle.open_file("pipe", FileAccess::make).status(), "move it away"));
  CHECK_FALSE(handle.open_directory("folder").ok());
  CHECK_FALSE(handle.make_directory("folder").ok());
  CHECK_FALSE(fs::exists(elsewhere.file("missing")));

  // A new file takes the name and leaves what stood there alone.
  Result<FileHandle> made = handle.open_file("link", FileAccess::make_empty);
  REQUIRE(made.ok());
  REQUIRE(made.value().write_at("ours", 0).ok());
  CHECK(read_file(elsewhere.file("target")) == "somebody's");
  CHECK(read_file(root.file("link")) == "ours");
}

TEST_CASE("directory_handle: a directory inside is taken by the same rule", "[contract][files]") {
  const TemporaryDirectory root;
  const DirectoryHandle directory = opened(root.file("data"));
  REQUIRE(directory.make_directory("inside").ok());
  fs::permissions(root.file("data/inside"), fs::perms(0750));
  CHECK(directory.make_directory("inside").ok());
  fs::permissions(root.file("data/inside"), fs::perms(0770));
  const Status refused = directory.make_directory("inside").status();
  CHECK(refused.code() == StatusCode::invalid_argument);
  CHECK(says(refused, "chmod go-w " + root.file("data/inside")));
  fs::create_directory_symlink(root.file("data/inside"), root.file("data/link"));
  CHECK(says(directory.make_directory("link").status(), "a symbolic link"));
  CHECK(says(directory.open_directory("link").status(), "a symbolic link"));
}

TEST_CASE("directory_handle: notices that it was removed, moved or replaced", "[contract][files]") {
  const TemporaryDirectory root;
  const std::string path = root.file("data");
  const DirectoryHandle handle = opened(path);
  CHECK(handle.check_in_place().ok());

  fs::rename(path, root.file("elsewhere"));
  CHECK(handle.check_in_place().code() == StatusCode::storage_unavailable);
  CHECK(says(handle.check_in_place(), "moved"));
  CHECK_FALSE(handle.removed());
  fs::create_directory(path);
  CHECK_FALSE(handle.check_in_place().ok());
  fs::remove(path);
  fs::rename(root.file("elsewhere"), path);
  CHECK(handle.check_in_place().ok());

  fs::remove_all(path);
  CHECK(says(handle.check_in_place(), "removed"));
  CHECK(says(handle.check_in_place(), path));
  CHECK(handle.removed());
}

TEST_CASE("directory_handle: says what is there, and that there is nothing", "[contract][files]") {
  const TemporaryDirectory root;
  write_file(root.file("f"), "four");
  fs::create_symlink("f", root.file("link"));
  const DirectoryHandle handle = opened(root.path());
  REQUIRE(handle.state_of("f").ok());
  CHECK(handle.state_of("f").value()->size_bytes == 4);
  CHECK(handle.state_of("f").value()->regular);
  CHECK_FALSE(handle.state_of("link").value()->regular);
  CHECK(handle.state_of("none").ok());
  CHECK_FALSE(handle.state_of("none").value());
  CHECK_FALSE(handle.state_of(std::string(300, 'n')).ok());  // Too long: no answer, not "none".
  REQUIRE(handle.names().ok());
  CHECK(handle.names().value().size() == 2);
  CHECK(handle.remove("none").ok());
  CHECK_FALSE(handle.rename("none", "other").ok());
  CHECK(handle.sync().ok());
}

TEST_CASE("directory_handle: takes none of the standard descriptors", "[contract][files]") {
  const TemporaryDirectory root;
  CHECK(run_in_child([&] {
          for (const int fd : {0, 1, 2}) ::close(fd);
          const Result<DirectoryHandle> handle = DirectoryHandle::make(root.path());
          if (!handle.ok() || handle.value().descriptor() <= 2) return 1;
          const Result<FileHandle> file = handle.value().open_file("f", FileAccess::make);
          if (!file.ok() || file.value().descriptor() <= 2) return 2;
          return ::write(2, "noise", 5) == -1 ? 0 : 3;
        }) == 0);
  CHECK(read_file(root.file("f")).empty());
}

TEST_CASE("shred: a tree is erased without following links, and not without end",
          "[contract][files]") {
  const TemporaryDirectory root;
  const TemporaryDirectory elsewhere;
  write_file(elsewhere.file("kept"), "kept");
  fs::create_directories(root.file("tree/a/b"));
  write_file(root.file("tree/a/b/f"), "private");
  fs::create_hard_link(root.file("tree/a/b/f"), root.file("witness"));
  fs::create_symlink(elsewhere.file("kept"), root.file("tree/link"));
  fs::create_directory_symlink(elsewhere.path(), root.file("tree/folder"));
  const DirectoryHandle handle = opened(root.path());
  REQUIRE(shred_tree(handle, "tree").ok());
  CHECK(read_file(root.file("witness")) == std::string(7, '\0'));
  CHECK(read_file(elsewhere.file("kept")) == "kept");
  CHECK(names_in(root.path()) == std::vector<std::string>{"witness"});

  std::string deep = "deep";
  for (int depth = 0; depth < kShredDepthMax; ++depth) deep += "/d";
  fs::create_directories(root.file(deep));
  CHECK(says(shred_tree(handle, "deep"), "too deep"));
}
