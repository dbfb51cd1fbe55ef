// An open directory. All files in it are reached through the handle. So chdir(), a renamed parent
// or a later symbolic link in its place cannot lead elsewhere.
//
// New directories get mode 0700 and new files 0600, whatever the process's umask. The handle opens
// no symbolic links, devices or pipes. Names are single components.
// Errors, of all functions: storage_unavailable, with the action that failed, the system's reason
// and the path.
// Threads: one at a time.
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

// The ways to open a file.
enum class FileAccess : std::uint8_t {
  read,        // An existing file.
  write,       // An existing file, for reading and writing.
  make,        // As `write`; a missing file is made.
  make_empty,  // A new file; an old one of that name is removed first, not overwritten.
};

class DirectoryHandle final {
 public:
  // Makes a path absolute, so that it means the same after chdir().
  // Errors: invalid_argument (empty, or with a NUL byte), storage_unavailable (no current
  // directory).
  [[nodiscard]] static Result<std::string> absolute(std::string_view path);

  // Opens a directory, which may be a symbolic link of our user; make() first makes a missing
  // directory and its missing parents. An existing directory keeps its mode.
  // Errors: also invalid_argument, if the directory belongs to another user (root may use
  // anyone's), or if group or others can write to it; the sentence names the chmod that helps.
  // open() returns neither a value nor an error if there is no directory.
  [[nodiscard]] static Result<DirectoryHandle> make(std::string_view path);
  [[nodiscard]] static Result<std::optional<DirectoryHandle>> open(std::string_view path);

  DirectoryHandle() = default;  // No directory.

  explicit operator bool() const { return static_cast<bool>(fd_); }
  // The absolute path at the time of opening.
  [[nodiscard]] const std::string& path() const { return path_; }
  // For messages, and for libraries that accept only paths: see check_in_place().
  [[nodiscard]] std::string path_of(std::string_view name) const;
  // Lifetime: the handle's.
  [[nodiscard]] int descriptor() const { return fd_.get(); }

  // Checks that path() still leads here: the directory may have been removed, renamed or replaced.
  [[nodiscard]] Status check_in_place() const;
  // True if the directory no longer has a name.
  [[nodiscard]] bool removed() const;

  [[nodiscard]] Result<FileHandle> open_file(std::string_view name, FileAccess access) const;
  // Opens a directory in this one.
  [[nodiscard]] Result<DirectoryHandle> open_directory(std::string_view name) const;
  // Opens a directory in this one, and makes it if missing. Errors: as make(), for an existing
  // directory.
  [[nodiscard]] Result<DirectoryHandle> make_directory(std::string_view name) const;

  // The state of the name itself, which may be a symbolic link. Empty: there is no such name.
  [[nodiscard]] Result<std::optional<FileState>> state_of(std::string_view name) const;
  // In no particular order.
  [[nodiscard]] Result<std::vector<std::string>> names() const;

  // Replaces `to`, if it exists.
  [[nodiscard]] Status rename(std::string_view from, std::string_view to) const;
  [[nodiscard]] Status rename(std::string_view from, const DirectoryHandle& into,
                              std::string_view to) const;
  // Succeeds if the name does not exist.
  [[nodiscard]] Status remove(std::string_view name) const;
  [[nodiscard]] Status remove_directory(std::string_view name) const;
  // Waits until the names are on the disk, if the file system can do that.
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
