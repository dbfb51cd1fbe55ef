#include "files/file_handle.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include "contract/support/child_process.h"
#include "contract/support/files.h"
#include "files/directory_handle.h"
#include "files/file_signals.h"
#include "files/shred.h"
#include "files/standard_descriptors.h"
#include "support/catch.h"

using namespace godwit;

namespace {

FileHandle file_in(const TemporaryDirectory& root, FileAccess access = FileAccess::make) {
  const Result<DirectoryHandle> handle = DirectoryHandle::make(root.path());
  REQUIRE(handle.ok());
  Result<FileHandle> file = handle.value().open_file("f", access);
  REQUIRE(file.ok());
  return std::move(file.value());
}

// An open file that cannot be read.
FileHandle unreadable(const TemporaryDirectory& root) {
  write_file(root.file("f"), "one\ntwo\n");
  return {UniqueFd(::open(root.file("f").c_str(), O_WRONLY | O_CLOEXEC)), root.file("f")};
}

bool pending(int signal) {
  sigset_t set;
  ::sigpending(&set);
  return ::sigismember(&set, signal) == 1;
}

}  // namespace

TEST_CASE("file_handle: reads what is there, and fewer bytes only at the end",
          "[contract][files]") {
  const TemporaryDirectory root;
  FileHandle file = file_in(root);
  REQUIRE(file.write_at("0123456789", 0).ok());
  REQUIRE(file.write_at("ab", 4).ok());
  char text[8];
  CHECK(file.read_at(text, 0).value() == 8);
  CHECK(std::string_view(text, 8) == "0123ab67");
  CHECK(file.read_at(text, 6).value() == 4);
  CHECK(file.read_at(text, 10).value() == 0);
  CHECK(file.read_at(text, 1'000).value() == 0);
  REQUIRE(file.cut_to(3).ok());
  CHECK(file.state().value().size_bytes == 3);
  REQUIRE(file.allocate(10'000).ok());
  CHECK(file.state().value().size_bytes == 10'000);
  CHECK(file.sync().ok());
}

TEST_CASE("file_handle: a read that fails is an error and not the end", "[contract][files]") {
  const TemporaryDirectory root;
  const FileHandle file = unreadable(root);
  char text[8];
  const Result<std::size_t> count = file.read_at(text, 0);
  REQUIRE_FALSE(count.ok());
  CHECK(count.status().code() == StatusCode::storage_unavailable);
  CHECK(count.status().message().find(root.file("f")) != std::string_view::npos);

  int taken = 0;
  const auto lines = for_each_line(file, 0, 8, [&](std::string_view) { return ++taken > 0; });
  CHECK_FALSE(lines.ok());
  CHECK(taken == 0);
}

TEST_CASE("file_handle: lines come whole, wherever a chunk ends", "[contract][files]") {
  const TemporaryDirectory root;
  FileHandle file = file_in(root);
  std::string text;
  std::vector<std::string> expected;
  for (int i = 0; i < 4'000; ++i) {
    expected.push_back(std::string(static_cast<std::size_t>(i * 37 % 391), 'x') +
                       std::to_string(i));
    text += expected.back() + "\n";
  }
  const std::uint64_t end = text.size();
  REQUIRE(file.write_at(text + "a piece", 0).ok());
  std::vector<std::string> lines;
  const auto take = [&](std::string_view line) {
    lines.emplace_back(line);
    return true;
  };
  CHECK(for_each_line(file, 0, end + 7, take).value() == end);
  CHECK(lines == expected);
  lines.clear();
  CHECK(for_each_line(file, 0, end, [&](std::string_view line) { return !take(line); }).value() ==
        expected[0].size() + 1);
  CHECK(lines.size() == 1);
}

TEST_CASE("file_handle: a file that ends too early is an error", "[contract][files]") {
  const TemporaryDirectory root;
  FileHandle file = file_in(root);
  REQUIRE(file.write_at("one\ntwo\n", 0).ok());
  CHECK(for_each_line(file, 0, 8, [](std::string_view) { return true; }).ok());
  CHECK_FALSE(for_each_line(file, 0, 9, [](std::string_view) { return true; }).ok());
}

TEST_CASE("file_handle: beyond the process's limit is an error and never a signal",
          "[contract][files]") {
  const TemporaryDirectory root;
  CHECK(run_in_child([&] {
          const Result<DirectoryHandle> handle = DirectoryHandle::make(root.path());
          Result<FileHandle> opened = handle.value().open_file("f", FileAccess::make);
          FileHandle& file = opened.value();
          if (!file.write_at(std::string(20'000, 'p'), 0).ok()) return 1;
          limit_files(8'192);
          if (file.write_at("x", 8'192).ok()) return 2;
          if (file.allocate(30'000).ok()) return 3;
          if (file.cut_to(30'000).ok()) return 4;
          if (!file.write_at("x", 8'191).ok()) return 5;
          return pending(SIGXFSZ) ? 6 : 0;
        }) == 0);
}

TEST_CASE("file_signals: the application's own pending signal is left to it", "[contract][files]") {
  CHECK(run_in_child([] {
          sigset_t set;
          ::sigemptyset(&set);
          ::sigaddset(&set, SIGXFSZ);
          ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
          ::raise(SIGXFSZ);
          { const FileSignalGuard guard; }
          return pending(SIGXFSZ) ? 0 : 1;
        }) == 0);
}

TEST_CASE("file_signals: one that comes under the guard ends with it, and so does its mask",
          "[contract][files]") {
  CHECK(run_in_child([] {
          ::signal(SIGPIPE, SIG_DFL);  // The parent process may ignore it.
          {
            const FileSignalGuard guard;
            ::raise(SIGPIPE);
            ::raise(SIGXFSZ);
          }
          if (pending(SIGPIPE) || pending(SIGXFSZ)) return 1;
          ::raise(SIGPIPE);
          return 2;
        }) == 128 + SIGPIPE);
  CHECK(run_in_child([] {
          block_file_signals();
          ::raise(SIGPIPE);
          return 0;
        }) == 0);
}

TEST_CASE("file_signals: the guard's end leaves the caller's error as it was",
          "[contract][files]") {
  {
    const FileSignalGuard guard;
    errno = EFBIG;
  }
  CHECK(errno == EFBIG);
}

TEST_CASE("shred: where the limit forbids to overwrite, it removes and says so",
          "[contract][files]") {
  const TemporaryDirectory root;
  const std::string text(20'000, 'p');
  write_file(root.file("f"), text);
  CHECK(run_in_child([&] {
          const Result<DirectoryHandle> handle = DirectoryHandle::make(root.path());
          limit_files(8'192);
          const Status status = shred_file(handle.value(), "f");
          if (status.code() != StatusCode::storage_unavailable) return 1;
          if (status.message().find("ulimit") == std::string_view::npos) return 2;
          return shred_file(handle.value(), "f").ok() ? 0 : 3;
        }) == 0);
  CHECK(names_in(root.path()).empty());
}

TEST_CASE("standard_descriptors: those that are closed are taken by the null device",
          "[contract][files]") {
  for (const int closed : {1, 2, 3, 4, 5, 6, 7}) {  // Each set of 0, 1 and 2.
    CHECK(run_in_child([&] {
            for (const int fd : {0, 1, 2}) {
              if ((closed >> fd & 1) != 0) ::close(fd);
            }
            occupy_standard_descriptors();
            for (const int fd : {0, 1, 2}) {
              if (::fcntl(fd, F_GETFD) == -1) return 1;
            }
            char byte = 0;  // A closed descriptor fails as before.
            if ((closed & 1) != 0 && ::read(0, &byte, 1) != -1) return 3;
            for (const int fd : {1, 2}) {
              if ((closed >> fd & 1) != 0 && ::write(fd, &byte, 1) != -1) return 4;
            }
            const int next = ::open("/dev/null", O_RDONLY);
            return next > 2 ? 0 : 2;
          }) == 0);
  }
}
