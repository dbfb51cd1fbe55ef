#include "store/file_handle.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/bytes.h"

namespace godwit::collector {
namespace {

constexpr std::size_t kChunkBytes = 256u << 10;

}  // namespace

FileHandle FileHandle::open_reading(const std::filesystem::path& path) {
  return FileHandle(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

FileHandle FileHandle::open_writing(const std::filesystem::path& path) {
  return FileHandle(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
}

void FileHandle::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

bool FileHandle::write_at(std::string_view bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t count =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return true;
}

std::size_t FileHandle::read_at(char* to, std::size_t size, std::uint64_t offset) const {
  for (;;) {
    const ssize_t count = ::pread(descriptor_, to, size, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    return count < 0 ? 0 : static_cast<std::size_t>(count);
  }
}

bool FileHandle::cut_to(std::uint64_t length) {
  return ::ftruncate(descriptor_, static_cast<off_t>(length)) == 0;
}

bool FileHandle::sync() {
  return ::fdatasync(descriptor_) == 0;
}

std::uint64_t for_each_line(const FileHandle& file, std::uint64_t from, std::uint64_t to,
                            const std::function<bool(std::string_view line)>& take) {
  Bytes buffer;                 // Starts with the piece of a line that the last chunk ended in.
  std::uint64_t behind = from;  // Where the buffer starts in the file.
  while (behind + buffer.size() < to) {
    const std::uint64_t at = behind + buffer.size();
    const std::size_t wanted =
        to - at < kChunkBytes ? static_cast<std::size_t>(to - at) : kChunkBytes;
    const std::size_t count = file.read_at(buffer.prepare(wanted), wanted, at);
    if (count == 0) break;
    buffer.advance(count);
    std::string_view rest = buffer.view();
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      behind += end + 1;
      if (!take(rest.substr(0, end))) return behind;
      rest.remove_prefix(end + 1);
    }
    Bytes piece;
    piece.assign(rest);
    buffer.swap(piece);
  }
  return behind;
}

void sync_directory(const std::filesystem::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  (void)::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace godwit::collector
