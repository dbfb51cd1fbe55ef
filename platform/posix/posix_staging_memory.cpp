#include "posix/posix_staging_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include "posix/system_status.h"
#include "posix/unique_fd.h"

namespace godwit {
namespace {

constexpr std::size_t kHeaderBytes = 4096;
constexpr std::size_t kPageBytes = 4096;
constexpr std::uint64_t kRegionBytesMax = std::uint64_t{1} << 32;
constexpr std::uint32_t kLayout = 1;

struct Header {
  char magic[8] = {'g', 'o', 'd', 'w', 'r', 'i', 'n', 'g'};
  std::uint32_t layout = kLayout;
  std::uint32_t zero = 0;
  std::uint64_t region_bytes = 0;
};

// What is found under the file's name.
enum class Found : std::uint8_t { nothing, region, damaged, newer, unreadable };

struct RegionFile {
  Found found = Found::unreadable;
  UniqueFd fd;
  std::uint64_t region_bytes = 0;
};

constexpr std::size_t round_to_pages(std::size_t size_bytes) {
  return std::max<std::size_t>((size_bytes + kPageBytes - 1) / kPageBytes, 1) * kPageBytes;
}

Found classify(const Header& header) {
  if (std::memcmp(header.magic, Header{}.magic, sizeof header.magic) != 0) return Found::damaged;
  if (header.layout > kLayout) return Found::newer;
  const bool sound = header.layout == kLayout && header.region_bytes != 0 &&
                     header.region_bytes % kPageBytes == 0 &&
                     header.region_bytes <= kRegionBytesMax;
  return sound ? Found::region : Found::damaged;
}

RegionFile find_region(const std::string& path, int access) {
  RegionFile file;
  file.fd = UniqueFd(::open(path.c_str(), access | O_CLOEXEC | O_NOFOLLOW));
  struct stat info {};
  if (!file.fd) {
    file.found = errno == ENOENT ? Found::nothing : Found::unreadable;
  } else if (::fstat(file.fd.get(), &info) == 0) {
    Header header;
    const ssize_t count = ::pread(file.fd.get(), &header, sizeof header, 0);
    if (count < 0) return file;
    // A file with no byte of a region in it is worth nothing, whatever its header says.
    file.found =
        info.st_size <= static_cast<off_t>(kHeaderBytes) ? Found::nothing : classify(header);
    file.region_bytes = header.region_bytes;
  }
  return file;
}

bool allocate(int fd, std::uint64_t region_bytes) {
  errno = ::posix_fallocate(fd, 0, static_cast<off_t>(kHeaderBytes + region_bytes));
  return errno == 0;
}

// Made beside and renamed, so that a region is either whole or not there, after a power cut too.
Result<UniqueFd> make_region(const std::string& path, std::uint64_t region_bytes) {
  const std::string draft = path + ".new";
  Header header;
  header.region_bytes = region_bytes;
  UniqueFd fd(::open(draft.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd && allocate(fd.get(), region_bytes) &&
      ::pwrite(fd.get(), &header, sizeof header, 0) == static_cast<ssize_t>(sizeof header) &&
      ::fdatasync(fd.get()) == 0 && ::rename(draft.c_str(), path.c_str()) == 0) {
    return fd;
  }
  const Status status = storage_status("cannot allocate the staging file", path);
  ::unlink(draft.c_str());
  return status;
}

}  // namespace

Result<std::unique_ptr<PosixStagingMemory>> PosixStagingMemory::open(DataDirectory& directory,
                                                                     std::size_t size_bytes) {
  const std::string path = directory.file(kFileName);
  RegionFile file = find_region(path, O_RDWR);
  if (file.found == Found::unreadable) return storage_status("cannot open", path);
  if (file.found == Found::damaged || file.found == Found::newer) {
    const auto why = file.found == Found::newer ? DataDirectory::Unusable::newer
                                                : DataDirectory::Unusable::damaged;
    if (const auto aside = directory.set_aside(kFileName, why); !aside.ok()) return aside.status();
    file.found = Found::nothing;
  }
  if (file.found == Found::nothing) {
    file.region_bytes = round_to_pages(size_bytes);
    auto made = make_region(path, file.region_bytes);
    if (!made.ok()) return made.status();
    file.fd = std::move(made.value());
  } else if (!allocate(file.fd.get(), file.region_bytes)) {
    return storage_status("cannot allocate the staging file", path);
  }

  // Not MAP_POPULATE: it would dirty the whole region at every start, and the kernel takes write
  // access away again at each write-back, so that the first touches are not saved but repeated.
  const std::size_t mapped_bytes = kHeaderBytes + file.region_bytes;
  void* const mapped =
      ::mmap(nullptr, mapped_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file.fd.get(), 0);
  if (mapped == MAP_FAILED) return storage_status("cannot map", path);
  return std::unique_ptr<PosixStagingMemory>(
      new PosixStagingMemory({static_cast<std::byte*>(mapped), mapped_bytes}, kHeaderBytes));
}

std::size_t PosixStagingMemory::length_in(const std::string& directory) {
  const RegionFile file = find_region((directory + "/").append(kFileName), O_RDONLY);
  return file.found == Found::region ? file.region_bytes : 0;
}

Result<std::unique_ptr<PosixStagingMemory>> PosixStagingMemory::open_anonymous(
    std::size_t size_bytes) {
  const std::size_t mapped_bytes = round_to_pages(size_bytes);
  void* const mapped =
      ::mmap(nullptr, mapped_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return storage_status("cannot map memory", "anonymous");
  return std::unique_ptr<PosixStagingMemory>(
      new PosixStagingMemory({static_cast<std::byte*>(mapped), mapped_bytes}, 0));
}

PosixStagingMemory::PosixStagingMemory(std::span<std::byte> mapping, std::size_t region_offset)
    : mapping_(mapping), region_(mapping.subspan(region_offset)) {}

// On the disk too: a power cut must not bring back what its user wanted gone.
void PosixStagingMemory::erase() noexcept {
  std::memset(region_.data(), 0, region_.size());
  ::msync(mapping_.data(), mapping_.size(), MS_SYNC);
}

PosixStagingMemory::~PosixStagingMemory() {
  ::munmap(mapping_.data(), mapping_.size());
}

}  // namespace godwit
