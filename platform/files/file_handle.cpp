#include "files/file_handle.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "files/file_signals.h"
#include "files/file_state.h"
#include "files/system_status.h"

namespace godwit {

FileState file_state(const struct stat& info) {
  return {.identity = {.device = info.st_dev, .inode = info.st_ino},
          .size_bytes = static_cast<std::uint64_t>(info.st_size),
          .regular = S_ISREG(info.st_mode),
          .directory = S_ISDIR(info.st_mode)};
}

Status FileHandle::failure(std::string_view doing) const {
  return storage_status(doing, path_);
}

Result<std::size_t> FileHandle::read_at(std::span<char> to, std::uint64_t offset) const {
  std::size_t done = 0;
  while (done < to.size()) {
    const ssize_t count =
        ::pread(fd_.get(), to.data() + done, to.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure("cannot read");
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

Status FileHandle::write_at(std::string_view bytes, std::uint64_t offset) {
  const FileSignalGuard guard;
  while (!bytes.empty()) {
    const ssize_t count =
        ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = ENOSPC;
    if (count <= 0) return failure("cannot write");
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

Status FileHandle::cut_to(std::uint64_t length_bytes) {
  const FileSignalGuard guard;
  while (::ftruncate(fd_.get(), static_cast<off_t>(length_bytes)) != 0) {
    if (errno != EINTR) return failure("cannot cut to its length");
  }
  return {};
}

Status FileHandle::allocate(std::uint64_t length_bytes) {
  const FileSignalGuard guard;
  do {
    errno = ::posix_fallocate(fd_.get(), 0, static_cast<off_t>(length_bytes));
  } while (errno == EINTR);
  return errno == 0 ? Status() : failure("cannot allocate");
}

Status FileHandle::sync() {
  while (::fdatasync(fd_.get()) != 0) {
    if (errno != EINTR) return failure("cannot sync");
  }
  return {};
}

Result<FileState> FileHandle::state() const {
  struct stat info {};
  if (::fstat(fd_.get(), &info) != 0) return failure("cannot examine");
  return file_state(info);
}

Result<std::uint64_t> for_each_line(const FileHandle& file, std::uint64_t from, std::uint64_t to,
                                    const std::function<bool(std::string_view line)>& take) {
  constexpr std::uint64_t kChunkBytes = std::uint64_t{256} << 10;
  std::string buffer;           // Starts with the unfinished line of the last chunk.
  std::uint64_t behind = from;  // The offset of the buffer in the file.
  while (behind + buffer.size() < to) {
    const std::uint64_t at = behind + buffer.size();
    const std::size_t piece = buffer.size();
    const auto wanted = static_cast<std::size_t>(std::min(to - at, kChunkBytes));
    buffer.resize(piece + wanted);
    const Result<std::size_t> count = file.read_at({buffer.data() + piece, wanted}, at);
    if (!count.ok()) return count.status();
    if (count.value() < wanted) {
      return Status(StatusCode::storage_unavailable, "the file is shorter than it should be: ")
          .append(file.path());
    }
    std::string_view rest = buffer;
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      behind += end + 1;
      if (!take(rest.substr(0, end))) return behind;
      rest.remove_prefix(end + 1);
    }
    buffer.erase(0, buffer.size() - rest.size());
  }
  return behind;
}

}  // namespace godwit
