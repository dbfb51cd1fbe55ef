#include "files/whole_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>

#include "files/file_signals.h"
#include "files/system_status.h"
#include "files/unique_fd.h"

namespace godwit {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{64} << 10;

Status write_all(int fd, std::string_view bytes, const std::string& path) {
  const FileSignalGuard guard;
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return storage_status("cannot write", path);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Status write_in_place(const std::string& path, std::string_view bytes) {
  const UniqueFd fd(above_standard(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY)));
  return fd ? write_all(fd.get(), bytes, path) : storage_status("cannot open", path);
}

mode_t new_file_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

// Follows a chain of links to the file, so that the link itself stays.
std::string target_of(const std::string& path) {
  char resolved[PATH_MAX];
  return ::realpath(path.c_str(), resolved) != nullptr ? resolved : path;
}

Status replace(const std::string& target, mode_t mode, std::string_view bytes) {
  std::string draft = target + ".XXXXXX";
  const UniqueFd fd(above_standard(::mkostemp(draft.data(), O_CLOEXEC)));
  if (!fd) return storage_status("cannot write", target);
  Status status = write_all(fd.get(), bytes, target);
  if (status.ok() && (::fchmod(fd.get(), mode) != 0 || ::fsync(fd.get()) != 0 ||
                      ::rename(draft.c_str(), target.c_str()) != 0)) {
    status = storage_status("cannot write", target);
  }
  if (!status.ok()) ::unlink(draft.c_str());
  return status;
}

}  // namespace

Result<std::string> read_whole_file(const std::string& path, std::uint64_t bytes_max) {
  const UniqueFd fd(above_standard(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)));
  if (!fd) return storage_status("cannot open", path);
  std::string bytes;
  for (;;) {
    const std::size_t at = bytes.size();
    bytes.resize(at + kChunkBytes);
    const ssize_t count = ::read(fd.get(), bytes.data() + at, kChunkBytes);
    bytes.resize(at + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return storage_status("cannot read", path);
    if (count == 0) return bytes;
    if (bytes.size() > bytes_max) {
      return Status(StatusCode::too_large, "the file is longer than ")
          .append(std::to_string(bytes_max))
          .append(" bytes: ")
          .append(path);
    }
  }
}

Status write_whole_file(const std::string& path, std::string_view bytes) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return replace(path, new_file_mode(), bytes);
  if (!S_ISREG(info.st_mode)) return write_in_place(path, bytes);
  return replace(target_of(path), info.st_mode & 07777, bytes);
}

}  // namespace godwit
