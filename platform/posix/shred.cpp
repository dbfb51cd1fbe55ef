#include "posix/shred.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "posix/system_status.h"
#include "posix/unique_fd.h"

namespace godwit {
namespace {

bool overwrite(int fd) {
  static constexpr std::array<char, 4'096> kZeros{};
  struct stat info {};
  if (::fstat(fd, &info) != 0) return false;
  for (off_t at = 0; at < info.st_size;) {
    const auto count = std::min<off_t>(info.st_size - at, static_cast<off_t>(kZeros.size()));
    const ssize_t written = ::pwrite(fd, kZeros.data(), static_cast<std::size_t>(count), at);
    if (written < 0 && errno != EINTR) return false;
    at += std::max<ssize_t>(written, 0);
  }
  return ::fdatasync(fd) == 0;
}

}  // namespace

Status shred_file(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file && errno == ENOENT) return {};
  if (!file || !overwrite(file.get()) || ::unlink(path.c_str()) != 0) {
    return storage_status("cannot erase", path);
  }
  return {};
}

Status shred_tree(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->is_regular_file(error) || error) continue;
    if (const Status status = shred_file(entry->path().string()); !status.ok()) return status;
  }
  if (!error) fs::remove_all(path, error);
  if (!error) return {};
  return system_status(StatusCode::storage_unavailable, "cannot erase", error.value(), path);
}

}  // namespace godwit
