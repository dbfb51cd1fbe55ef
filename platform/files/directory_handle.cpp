#include "files/directory_handle.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <memory>
#include <utility>

#include "files/file_state.h"
#include "files/system_status.h"

namespace godwit {
namespace {

constexpr mode_t kDirectoryMode = 0700;
constexpr mode_t kFileMode = 0600;
// O_NONBLOCK: a pipe in the place of a file must not block us.
constexpr int kFlags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;

UniqueFd open_at(int directory, const char* name, int flags, mode_t mode = 0) {
  int fd = -1;
  do {
    fd = ::openat(directory, name, flags, mode);
  } while (fd < 0 && errno == EINTR);
  return UniqueFd(above_standard(fd));
}

Status directory_status(StatusCode code, std::string_view sentence, std::string_view path) {
  return Status(code, sentence).append(path);
}

// Checks that no other user can put files into the directory.
Status check_ours(const struct stat& info, const std::string& path) {
  const uid_t user = ::geteuid();
  if (info.st_uid != user && user != 0) {
    return directory_status(
        StatusCode::invalid_argument,
        "the directory belongs to another user; give Godwit one of its own: ", path);
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) == 0) return {};
  if ((info.st_mode & S_ISVTX) != 0) {
    return directory_status(
        StatusCode::invalid_argument,
        "everybody can write to the directory; name a new one inside it: ", path);
  }
  return directory_status(StatusCode::invalid_argument,
                          "group or others can write to the directory; run: chmod go-w ", path);
}

// A link in a directory that everybody can write to may be another user's trap.
Status check_link(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0 || !S_ISLNK(info.st_mode)) return {};
  const uid_t user = ::geteuid();
  if (info.st_uid == user || info.st_uid == 0 || user == 0) return {};
  return directory_status(StatusCode::invalid_argument,
                          "the directory is a symbolic link of another user's: ", path);
}

void sync_parent(const std::string& path) {
  const UniqueFd parent =
      open_at(AT_FDCWD, (path + "/..").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (parent) ::fsync(parent.get());
}

// Makes `path` and its missing parents.
Status make_directories(const std::string& path) {
  for (std::size_t slash = 0; slash != std::string::npos;) {
    slash = path.find('/', slash + 1);
    const std::string part = path.substr(0, slash);
    if (::mkdir(part.c_str(), kDirectoryMode) == 0) {
      if (::chmod(part.c_str(), kDirectoryMode) != 0) {
        return storage_status("cannot make the directory", part);
      }
      sync_parent(part);
    } else if (errno != EEXIST) {
      // For an existing directory, a system may report another error, as on a read-only disk.
      const int error = errno;
      struct stat info {};
      if (::stat(part.c_str(), &info) != 0) {
        return system_status(StatusCode::storage_unavailable, "cannot make the directory", error,
                             part);
      }
    }
  }
  return {};
}

}  // namespace

Result<std::string> DirectoryHandle::absolute(std::string_view path) {
  if (path.empty()) return Status(StatusCode::invalid_argument, "the data directory has no path");
  if (path.find('\0') != std::string_view::npos) {
    return Status(StatusCode::invalid_argument, "the data directory's path has a NUL byte in it");
  }
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  if (path.front() == '/') return std::string(path);
  std::string current(PATH_MAX, '\0');
  if (::getcwd(current.data(), current.size()) == nullptr) {
    return storage_status("the process has no current directory for the relative path", path);
  }
  current.resize(current.find('\0'));
  if (current != "/") current.push_back('/');
  return current.append(path);
}

Result<DirectoryHandle> DirectoryHandle::make(std::string_view given) {
  const Result<std::string> path = absolute(given);
  if (!path.ok()) return path.status();
  if (const Status status = make_directories(path.value()); !status.ok()) return status;
  Result<std::optional<DirectoryHandle>> opened = open(path.value());
  if (!opened.ok()) return opened.status();
  if (opened.value()) return std::move(*opened.value());
  errno = ENOENT;
  return storage_status("cannot open the directory", path.value());
}

Result<std::optional<DirectoryHandle>> DirectoryHandle::open(std::string_view given) {
  Result<std::string> path = absolute(given);
  if (!path.ok()) return path.status();
  if (const Status status = check_link(path.value()); !status.ok()) return status;
  UniqueFd fd = open_at(AT_FDCWD, path.value().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (!fd && errno == ENOENT) return std::optional<DirectoryHandle>();
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0) {
    return storage_status("cannot open the directory", path.value());
  }
  if (const Status status = check_ours(info, path.value()); !status.ok()) return status;
  return std::optional(DirectoryHandle(std::move(fd), std::move(path.value())));
}

std::string DirectoryHandle::path_of(std::string_view name) const {
  return std::string(path_).append("/").append(name);
}

Status DirectoryHandle::failure(std::string_view doing, std::string_view name) const {
  return storage_status(doing, path_of(name));
}

Status DirectoryHandle::check_in_place() const {
  struct stat here {};
  struct stat there {};
  if (::fstat(fd_.get(), &here) != 0) return storage_status("cannot examine", path_);
  const bool found = ::stat(path_.c_str(), &there) == 0;
  if (found && file_state(here).identity == file_state(there).identity) return {};
  if (!found && errno != ENOENT && errno != ENOTDIR) return storage_status("cannot examine", path_);
  return directory_status(StatusCode::storage_unavailable,
                          removed() ? "the directory was removed while it was open: "
                                    : "the directory was moved while it was open: ",
                          path_);
}

bool DirectoryHandle::removed() const {
  struct stat here {};
  return ::fstat(fd_.get(), &here) == 0 && here.st_nlink == 0;
}

// Sets errno if it returns no descriptor.
UniqueFd DirectoryHandle::open_regular(std::string_view name, int flags) const {
  UniqueFd fd = open_at(fd_.get(), std::string(name).c_str(), flags | kFlags);
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0) return {};
  if (S_ISREG(info.st_mode)) return fd;
  errno = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
  return {};
}

// Sets the mode again, because the umask may have removed bits that we need.
UniqueFd DirectoryHandle::make_regular(std::string_view name) const {
  UniqueFd fd =
      open_at(fd_.get(), std::string(name).c_str(), O_RDWR | O_CREAT | O_EXCL | kFlags, kFileMode);
  if (fd && ::fchmod(fd.get(), kFileMode) != 0) return {};
  return fd;
}

Result<FileHandle> DirectoryHandle::open_file(std::string_view name, FileAccess access) const {
  UniqueFd fd;
  if (access == FileAccess::make_empty) {
    if (const Status status = remove(name); !status.ok()) return status;
    fd = make_regular(name);
  } else {
    fd = open_regular(name, access == FileAccess::read ? O_RDONLY : O_RDWR);
    if (!fd && errno == ENOENT && access == FileAccess::make) {
      fd = make_regular(name);
      // Another process made it meanwhile.
      if (!fd && errno == EEXIST) fd = open_regular(name, O_RDWR);
    }
  }
  if (fd) return FileHandle(std::move(fd), path_of(name));
  // Linux reports ELOOP for a link that must not be followed.
  if (errno == ELOOP) {
    return directory_status(
        StatusCode::storage_unavailable,
        "a symbolic link stands in the place of a file; remove it: ", path_of(name));
  }
  // open_regular() reports this.
  if (errno == EINVAL || errno == EISDIR) {
    return directory_status(
        StatusCode::storage_unavailable,
        "a pipe, a device or a directory stands in the place of a file; move it "
        "away: ",
        path_of(name));
  }
  return failure("cannot open", name);
}

Result<DirectoryHandle> DirectoryHandle::open_directory(std::string_view name) const {
  UniqueFd fd = open_at(fd_.get(), std::string(name).c_str(), O_RDONLY | O_DIRECTORY | kFlags);
  if (fd) return DirectoryHandle(std::move(fd), path_of(name));
  // Linux reports "not a directory" for a link too.
  struct stat info {};
  const int error = errno;
  if (::fstatat(fd_.get(), std::string(name).c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 &&
      S_ISLNK(info.st_mode)) {
    return directory_status(
        StatusCode::storage_unavailable,
        "a symbolic link stands in the place of a directory; remove it: ", path_of(name));
  }
  errno = error;
  return failure("cannot open the directory", name);
}

Result<DirectoryHandle> DirectoryHandle::make_directory(std::string_view name) const {
  const std::string text(name);
  const bool made = ::mkdirat(fd_.get(), text.c_str(), kDirectoryMode) == 0;
  if (!made && errno != EEXIST) return failure("cannot make the directory", name);
  if (made && ::fchmodat(fd_.get(), text.c_str(), kDirectoryMode, 0) != 0) {
    return failure("cannot make the directory", name);
  }
  Result<DirectoryHandle> opened = open_directory(name);
  struct stat info {};
  if (!opened.ok() || made) return opened;
  if (::fstat(opened.value().fd_.get(), &info) != 0) return failure("cannot examine", name);
  const Status status = check_ours(info, path_of(name));
  return status.ok() ? std::move(opened) : status;
}

Result<std::optional<FileState>> DirectoryHandle::state_of(std::string_view name) const {
  struct stat info {};
  if (::fstatat(fd_.get(), std::string(name).c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0) {
    return std::optional(file_state(info));
  }
  if (errno == ENOENT) return std::optional<FileState>();
  return failure("cannot examine", name);
}

Result<std::vector<std::string>> DirectoryHandle::names() const {
  UniqueFd fd = open_at(fd_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(fd ? ::fdopendir(fd.get()) : nullptr,
                                                    [](DIR* open) { return ::closedir(open); });
  if (entries == nullptr) return storage_status("cannot list", path_);
  fd.release();  // The stream owns it now.
  std::vector<std::string> found;
  for (;;) {
    errno = 0;
    const dirent* const entry = ::readdir(entries.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") found.emplace_back(name);
  }
  if (errno != 0) return storage_status("cannot list", path_);
  return found;
}

Status DirectoryHandle::rename(std::string_view from, std::string_view to) const {
  return rename(from, *this, to);
}

Status DirectoryHandle::rename(std::string_view from, const DirectoryHandle& into,
                               std::string_view to) const {
  const bool done = ::renameat(fd_.get(), std::string(from).c_str(), into.fd_.get(),
                               std::string(to).c_str()) == 0;
  return done ? Status() : failure("cannot rename", from);
}

Status DirectoryHandle::remove(std::string_view name) const {
  const bool gone = ::unlinkat(fd_.get(), std::string(name).c_str(), 0) == 0 || errno == ENOENT;
  return gone ? Status() : failure("cannot remove", name);
}

Status DirectoryHandle::remove_directory(std::string_view name) const {
  const bool gone =
      ::unlinkat(fd_.get(), std::string(name).c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT;
  return gone ? Status() : failure("cannot remove the directory", name);
}

Status DirectoryHandle::sync() const {
  while (::fsync(fd_.get()) != 0) {
    if (errno == EINVAL || errno == ENOTSUP) return {};  // The file system keeps names by itself.
    if (errno != EINTR) return storage_status("cannot sync the directory", path_);
  }
  return {};
}

}  // namespace godwit
