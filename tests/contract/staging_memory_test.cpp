#include "godwit/ports/staging_memory.h"

#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>

#include "contract/support/child_process.h"
#include "contract/support/files.h"
#include "memory/memory_staging_memory.h"
#include "posix/data_directory.h"
#include "posix/posix_staging_memory.h"
#include "support/catch.h"

using namespace godwit;

namespace {

constexpr std::size_t kRegionBytes = 256 * 1024;

class MemoryStagingFixture {
 public:
  StagingMemory& memory() { return memory_; }

 private:
  MemoryStagingMemory memory_{kRegionBytes};
};

class AnonymousFixture {
 public:
  StagingMemory& memory() { return *memory_.value(); }

 private:
  Result<std::unique_ptr<PosixStagingMemory>> memory_ =
      PosixStagingMemory::open_anonymous(kRegionBytes);
};

class FileFixture {
 public:
  StagingMemory& memory() { return *memory_.value(); }

 private:
  TemporaryDirectory root_;
  Result<std::unique_ptr<DataDirectory>> directory_ = DataDirectory::open(root_.path());
  Result<std::unique_ptr<PosixStagingMemory>> memory_ =
      PosixStagingMemory::open(*directory_.value(), kRegionBytes);
};

std::size_t length_in(const std::string& path) {
  const auto directory = DirectoryHandle::open(path);
  REQUIRE(directory.ok());
  REQUIRE(directory.value());
  return PosixStagingMemory::length_in(*directory.value());
}

// Opens the staging memory in `path`, lets `use` have it, and closes both again.
template <typename Use>
Status with_region(const std::string& path, std::size_t size_bytes, Use use) {
  auto directory = DataDirectory::open(path);
  if (!directory.ok()) return directory.status();
  auto memory = PosixStagingMemory::open(*directory.value(), size_bytes);
  if (memory.ok()) use(*memory.value(), *directory.value());
  return memory.status();
}

std::byte pattern(std::size_t at) {
  return static_cast<std::byte>(at * 31 + at / 4096 + 1);
}

void write_pattern(std::span<std::byte> region) {
  for (std::size_t at = 0; at < region.size(); ++at) region[at] = pattern(at);
}

std::size_t pattern_length(std::span<const std::byte> region) {
  std::size_t at = 0;
  while (at < region.size() && region[at] == pattern(at)) ++at;
  return at;
}

bool all_zero(std::span<const std::byte> region) {
  return std::all_of(region.begin(), region.end(),
                     [](std::byte each) { return each == std::byte{0}; });
}

}  // namespace

TEMPLATE_TEST_CASE("staging_memory: a new region is aligned, sized and zero", "[contract][staging]",
                   MemoryStagingFixture, AnonymousFixture, FileFixture) {
  TestType fixture;
  const std::span<std::byte> region = fixture.memory().region();
  CHECK(region.size() == kRegionBytes);
  CHECK(fixture.memory().size_bytes() == kRegionBytes);
  CHECK(region.size() % 8 == 0);
  CHECK(reinterpret_cast<std::uintptr_t>(region.data()) % 8 == 0);
  CHECK(all_zero(region));
  write_pattern(region);
  CHECK(fixture.memory().region().data() == region.data());
  CHECK(pattern_length(fixture.memory().region()) == region.size());
  CHECK(fixture.memory().owned());
}

TEST_CASE("staging_memory: how long a file's region is can be asked without touching the file",
          "[contract][staging]") {
  const TemporaryDirectory root;
  CHECK(length_in(root.path()) == 0);
  const std::string path = root.file("staging.ring");
  write_file(path, "not ours");
  CHECK(length_in(root.path()) == 0);
  CHECK(read_file(path) == "not ours");
  std::filesystem::remove(path);
  REQUIRE(with_region(root.path(), 3 * kRegionBytes, [](StagingMemory&, DataDirectory&) {}).ok());
  CHECK(length_in(root.path()) == 3 * kRegionBytes);
}

TEMPLATE_TEST_CASE("staging_memory: what is erased is zero, all of it", "[contract][staging]",
                   MemoryStagingFixture, AnonymousFixture, FileFixture) {
  TestType fixture;
  write_pattern(fixture.memory().region());
  REQUIRE(fixture.memory().erase().ok());
  CHECK(all_zero(fixture.memory().region()));
  CHECK(fixture.memory().region().size() == kRegionBytes);
}

TEMPLATE_TEST_CASE("staging_memory: a forked child does not own it", "[contract][staging]",
                   AnonymousFixture, FileFixture) {
  TestType fixture;
  CHECK(run_in_child([&] { return fixture.memory().owned() ? 1 : 0; }) == 0);
  CHECK(fixture.memory().owned());
}

TEST_CASE("staging_memory: what was stored survives SIGKILL", "[contract][staging]") {
  const TemporaryDirectory root;
  CHECK(run_in_child([&] {
          (void)with_region(root.path(), kRegionBytes, [](StagingMemory& memory, DataDirectory&) {
            write_pattern(memory.region());
            ::raise(SIGKILL);
          });
          return 1;
        }) == 128 + SIGKILL);
  std::size_t survived = 0;
  REQUIRE(with_region(root.path(), kRegionBytes, [&](StagingMemory& memory, DataDirectory&) {
            survived = pattern_length(memory.region());
          }).ok());
  CHECK(survived == kRegionBytes);
}

TEST_CASE("staging_memory: the size of a region that exists wins", "[contract][staging]") {
  const TemporaryDirectory root;
  const auto write = [](StagingMemory& memory, DataDirectory&) { write_pattern(memory.region()); };
  REQUIRE(with_region(root.path(), kRegionBytes, write).ok());
  for (const std::size_t configured : {kRegionBytes / 2, kRegionBytes * 2}) {
    REQUIRE(with_region(root.path(), configured, [](StagingMemory& memory, DataDirectory&) {
              CHECK(memory.region().size() == kRegionBytes);
              CHECK(pattern_length(memory.region()) == kRegionBytes);
            }).ok());
  }
}

TEST_CASE("staging_memory: a file that was cut gets its length back", "[contract][staging]") {
  const TemporaryDirectory root;
  const std::string path = root.file(PosixStagingMemory::kFileName);
  const auto write = [](StagingMemory& memory, DataDirectory&) { write_pattern(memory.region()); };
  REQUIRE(with_region(root.path(), kRegionBytes, write).ok());
  for (const std::size_t cut : {std::size_t{100'001}, std::size_t{8192}, std::size_t{5000}}) {
    std::filesystem::resize_file(path, 4096 + cut);
    REQUIRE(with_region(root.path(), kRegionBytes * 2, [&](StagingMemory& memory, DataDirectory&) {
              REQUIRE(memory.region().size() == kRegionBytes);
              CHECK(pattern_length(memory.region()) == cut);
              CHECK(all_zero(memory.region().subspan(cut)));
            }).ok());
  }
  for (const std::size_t size : {std::size_t{4096}, std::size_t{10}, std::size_t{0}}) {
    std::filesystem::resize_file(path, size);
    REQUIRE(with_region(root.path(), kRegionBytes * 2,
                        [&](StagingMemory& memory, DataDirectory& directory) {
                          CHECK(memory.region().size() == kRegionBytes * 2);
                          CHECK(all_zero(memory.region()));
                          CHECK(directory.notes().empty());
                        })
                .ok());
  }
}

TEST_CASE("staging_memory: a file that is not a region is set aside", "[contract][staging]") {
  const TemporaryDirectory root;
  const std::string garbage(10'000, 'g');
  write_file(root.file(PosixStagingMemory::kFileName), garbage);
  REQUIRE(
      with_region(root.path(), kRegionBytes, [](StagingMemory& memory, DataDirectory& directory) {
        CHECK(all_zero(memory.region()));
        CHECK(directory.notes().size() == 1);
      }).ok());
  CHECK(read_file(root.file("staging.ring.damaged-1")) == garbage);
}

TEST_CASE("staging_memory: its file is the owner's alone, and allocated", "[contract][staging]") {
  const TemporaryDirectory root;
  REQUIRE(with_region(root.path(), kRegionBytes, [](StagingMemory&, DataDirectory&) {}).ok());
  struct stat info {};
  REQUIRE(::stat(root.file(PosixStagingMemory::kFileName).c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  CHECK(info.st_blocks * 512 >= info.st_size);
  CHECK(info.st_size == 4096 + static_cast<off_t>(kRegionBytes));
}

TEST_CASE("staging_memory: a full disk is an error when it is opened", "[contract][staging]") {
  const auto disk = TinyDisk::mount(kRegionBytes);
  if (disk == nullptr) return;
  const Status status =
      with_region(disk->path(), kRegionBytes, [](StagingMemory&, DataDirectory&) { FAIL(); });
  CHECK(status.code() == StatusCode::storage_unavailable);
  CHECK(status.message().find("No space left") != std::string_view::npos);
  CHECK(names_in(disk->path()) == std::vector<std::string>{"format", "lock"});
}

TEST_CASE("staging_memory: a file with holes is filled, or refused, when it is opened",
          "[contract][staging]") {
  const auto disk = TinyDisk::mount(2 * kRegionBytes);
  if (disk == nullptr) return;
  REQUIRE(with_region(disk->path(), kRegionBytes, [](StagingMemory&, DataDirectory&) {}).ok());
  std::filesystem::resize_file(disk->path() + "/staging.ring", 8192);
  disk->fill();
  const auto untouched = [](StagingMemory&, DataDirectory&) { FAIL(); };
  CHECK(with_region(disk->path(), kRegionBytes, untouched).code() ==
        StatusCode::storage_unavailable);
  disk->make_room();
  CHECK(with_region(disk->path(), kRegionBytes, [](StagingMemory& memory, DataDirectory&) {
          write_pattern(memory.region());
        }).ok());
}
