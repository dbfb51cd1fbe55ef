#include "posix/posix_staging_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "files/file_handle.h"
#include "files/system_status.h"

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

// The state of the file under the region's name.
enum class Found : std::uint8_t { nothing, region, damaged, newer, unreadable };

struct RegionFile {
  Found found = Found::unreadable;
  Status failure;  // The failure of an unreadable file.
  FileHandle file;
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

RegionFile unreadable(const Status& why) {
  RegionFile none;
  none.failure = why;
  return none;
}

RegionFile find_region(const DirectoryHandle& directory, FileAccess access) {
  constexpr std::string_view kName = PosixStagingMemory::kFileName;
  const Result<std::optional<FileState>> state = directory.state_of(kName);
  if (!state.ok()) return unreadable(state.status());
  RegionFile region;
  region.found = Found::nothing;
  if (!state.value()) return region;
  Result<FileHandle> file = directory.open_file(kName, access);
  if (!file.ok()) return unreadable(file.status());
  Header header;
  const Result<std::size_t> count =
      file.value().read_at({reinterpret_cast<char*>(&header), sizeof header}, 0);
  if (!count.ok()) return unreadable(count.status());
  // A file without a single byte of a region is worthless, whatever its header says.
  if (state.value()->size_bytes > kHeaderBytes) region.found = classify(header);
  region.file = std::move(file.value());
  region.region_bytes = header.region_bytes;
  return region;
}

// Made under another name and renamed, so that a region is whole or missing, also after a power
// cut.
Result<FileHandle> make_region(const DirectoryHandle& directory, std::uint64_t region_bytes) {
  const std::string draft = std::string(PosixStagingMemory::kFileName) + ".new";
  Header header;
  header.region_bytes = region_bytes;
  Result<FileHandle> made = directory.open_file(draft, FileAccess::make_empty);
  if (!made.ok()) return made.status();
  FileHandle& file = made.value();
  Status status = file.allocate(kHeaderBytes + region_bytes);
  if (status.ok()) {
    status = file.write_at({reinterpret_cast<const char*>(&header), sizeof header}, 0);
  }
  if (status.ok()) status = file.sync();
  if (status.ok()) status = directory.rename(draft, PosixStagingMemory::kFileName);
  if (status.ok()) return made;
  // Otherwise it would keep the blocks that are scarce.
  const Status removed = directory.remove(draft);
  return removed.ok() ? status : status.append("; and ").append(removed.message());
}

}  // namespace

Result<std::unique_ptr<PosixStagingMemory>> PosixStagingMemory::open(DataDirectory& directory,
                                                                     std::size_t size_bytes) {
  RegionFile region = find_region(directory.handle(), FileAccess::write);
  if (region.found == Found::unreadable) return region.failure;
  if (region.found == Found::damaged || region.found == Found::newer) {
    const auto why = region.found == Found::newer ? DataDirectory::Unusable::newer
                                                  : DataDirectory::Unusable::damaged;
    if (const auto aside = directory.set_aside(kFileName, why); !aside.ok()) return aside.status();
    region.found = Found::nothing;
  }
  if (region.found == Found::nothing) {
    region.region_bytes = round_to_pages(size_bytes);
    Result<FileHandle> made = make_region(directory.handle(), region.region_bytes);
    if (!made.ok()) return made.status();
    region.file = std::move(made.value());
  } else if (const Status status = region.file.allocate(kHeaderBytes + region.region_bytes);
             !status.ok()) {
    return status;
  }

  // Not MAP_POPULATE: it would dirty the whole region at every start. And the kernel takes write
  // access away again at each write-back, so the first touches would be repeated, not saved.
  const std::size_t mapped_bytes = kHeaderBytes + region.region_bytes;
  void* const mapped = ::mmap(nullptr, mapped_bytes, PROT_READ | PROT_WRITE, MAP_SHARED,
                              region.file.descriptor(), 0);
  if (mapped == MAP_FAILED) return storage_status("cannot map", region.file.path());
  return std::unique_ptr<PosixStagingMemory>(
      new PosixStagingMemory({static_cast<std::byte*>(mapped), mapped_bytes}, kHeaderBytes));
}

std::size_t PosixStagingMemory::length_in(const DirectoryHandle& directory) {
  const RegionFile region = find_region(directory, FileAccess::read);
  return region.found == Found::region ? region.region_bytes : 0;
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

// Waits for the disk too: a power cut must not bring back erased data.
Status PosixStagingMemory::erase() noexcept {
  std::memset(region_.data(), 0, region_.size());
  if (::msync(mapping_.data(), mapping_.size(), MS_SYNC) == 0) return {};
  return storage_status("cannot erase the staging file", kFileName);
}

PosixStagingMemory::~PosixStagingMemory() {
  ::munmap(mapping_.data(), mapping_.size());
}

}  // namespace godwit
