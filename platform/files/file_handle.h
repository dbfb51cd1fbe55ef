// An open file, with the few whole-or-nothing operations that stores need.
//
// Errors, of all functions: storage_unavailable, with the action that failed, the system's reason
// and the path. No error is mistaken for the end of the file. Growing past `ulimit -f` is an error
// and never a signal (FileSignalGuard).
// Threads: one at a time.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "files/unique_fd.h"
#include "godwit/status.h"

namespace godwit {

// Identifies a file independently of its name.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

struct FileState {
  FileIdentity identity;
  std::uint64_t size_bytes = 0;
  bool regular = false;
  bool directory = false;
};

class FileHandle final {
 public:
  FileHandle() = default;  // No file.
  // `path` is for messages.
  FileHandle(UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  explicit operator bool() const { return static_cast<bool>(fd_); }
  [[nodiscard]] const std::string& path() const { return path_; }
  // For mmap(). Lifetime: the handle's.
  [[nodiscard]] int descriptor() const { return fd_.get(); }

  // Fills `to` from `offset` on. Returns the number of bytes; it is smaller than `to` only at the
  // end of the file.
  [[nodiscard]] Result<std::size_t> read_at(std::span<char> to, std::uint64_t offset) const;
  // Writes all of `bytes`.
  [[nodiscard]] Status write_at(std::string_view bytes, std::uint64_t offset);
  [[nodiscard]] Status cut_to(std::uint64_t length_bytes);
  // Allocates the file's blocks up to that length, so that a full disk is an error now and not
  // later.
  [[nodiscard]] Status allocate(std::uint64_t length_bytes);
  // Waits until data and length are on the disk.
  [[nodiscard]] Status sync();
  [[nodiscard]] Result<FileState> state() const;

 private:
  [[nodiscard]] Status failure(std::string_view doing) const;

  UniqueFd fd_;
  std::string path_;
};

// Calls `take` with each line of [from, to) without its line break, until `take` returns false. A
// last piece without a line break is not a line. Returns the offset after the last line that was
// taken.
// Errors: as read_at(); also if the file ends before `to`. After an error, ignore the lines that
// were taken.
[[nodiscard]] Result<std::uint64_t> for_each_line(
    const FileHandle& file, std::uint64_t from, std::uint64_t to,
    const std::function<bool(std::string_view line)>& take);

}  // namespace godwit
