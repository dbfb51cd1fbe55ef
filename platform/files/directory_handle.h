// An open directory. Everything in it is reached through the handle, so that chdir(), a renamed
// parent or a symbolic link put in its place later cannot lead elsewhere.
//
// Directories that are made here have mode 0700, files 0600, whatever the process's umask. Nothing
// that is opened here is a symbolic link, a device or a pipe. Names are single components.
// Errors, of all functions: storage_unavailable, with what failed, the system's reason and the
// path. Threads: one at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "files/file_handle.h"
#include "files/unique_fd.h"
#include "godwit/status.h"

namespace godwit {

// How a file is opened.
enum class FileAccess : std::uint8_t {
  read,        // It is there.
  write,       // It is there; for reading and writing.
  make,        // The same, and it is made if missing.
  make_empty,  // A new file; one of that name is removed first, not written to.
};

class DirectoryHandle final {
 public:
  // The path from the root, so that it means the same after chdir().
  // Errors: invalid_argument (empty, or a NUL byte in it), storage_unavailable (no current
  // directory).
  [[nodiscard]] static Result<std::string> absolute(std::string_view path);

  // Opens a directory, which may be a symbolic link of our user's; make() makes it and its missing
  // parents first. An existing one keeps its mode.
  // Errors: also invalid_argument, where it is another user's (root may use anyone's), or group or
  // others can write to it: the sentence names the chmod that helps. No value and no error, of
  // open(): there is none.
  [[nodiscard]] static Result<DirectoryHandle> make(std::string_view path);
  [[nodiscard]] static Result<std::optional<DirectoryHandle>> open(std::string_view path);

  DirectoryHandle() = default;  // No directory.

  explicit operator bool() const { return static_cast<bool>(fd_); }
  // Absolute, as it was when the directory was opened.
  [[nodiscard]] const std::string& path() const { return path_; }
  // For messages, and for libraries that take nothing else: see check_in_place().
  [[nodiscard]] std::string path_of(std::string_view name) const;
  // Lifetime: the handle's.
  [[nodiscard]] int descriptor() const { return fd_.get(); }

  // Whether path() still leads here: the directory may have been removed, renamed or replaced.
  [[nodiscard]] Status check_in_place() const;
  // Whether it has no name any more.
  [[nodiscard]] bool removed() const;

  [[nodiscard]] Result<FileHandle> open_file(std::string_view name, FileAccess access) const;
  // Opens a directory in this one.
  [[nodiscard]] Result<DirectoryHandle> open_directory(std::string_view name) const;
  // The same; makes it if missing. Errors: as make() has them, of one that is there.
  [[nodiscard]] Result<DirectoryHandle> make_directory(std::string_view name) const;

  // Of the name itself, which may be a symbolic link. Empty: there is none.
  [[nodiscard]] Result<std::optional<FileState>> state_of(std::string_view name) const;
  // In no order.
  [[nodiscard]] Result<std::vector<std::string>> names() const;

  // Replaces `to`, if there is one.
  [[nodiscard]] Status rename(std::string_view from, std::string_view to) const;
  [[nodiscard]] Status rename(std::string_view from, const DirectoryHandle& into,
                              std::string_view to) const;
  // A name that is not there is removed already.
  [[nodiscard]] Status remove(std::string_view name) const;
  [[nodiscard]] Status remove_directory(std::string_view name) const;
  // Waits until the names are on the disk, where the file system can do that.
  [[nodiscard]] Status sync() const;

 private:
  DirectoryHandle(UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  [[nodiscard]] UniqueFd open_regular(std::string_view name, int flags) const;
  [[nodiscard]] UniqueFd make_regular(std::string_view name) const;
  [[nodiscard]] Status failure(std::string_view doing, std::string_view name) const;

  UniqueFd fd_;
  std::string path_;
};

}  // namespace godwit
