// A StagingMemory in a mapped file. Stored bytes are in the page cache, so they outlive the process
// however it ends. A power cut may cost the bytes that the kernel had not written back.
//
// The file begins with one page that gives the length of the region. So a truncated file gets its
// length back, and with it every remaining record. The region follows:
//
//   offset  bytes
//        0      8  "godwring"
//        8      4  version of this layout: 1
//       12      4  zero
//       16      8  length of the region in bytes
//     4096    ...  the region
//
// All blocks are allocated at opening, so that a full disk is an error then and never a SIGBUS. Two
// cases are out of scope: another process that truncates the file while it is mapped, and
// copy-on-write file systems, which allocate again on every overwrite, once they are full.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "files/directory_handle.h"
#include "godwit/ports/staging_memory.h"
#include "godwit/status.h"
#include "posix/data_directory.h"
#include "posix/fork_guard.h"

namespace godwit {

class PosixStagingMemory final : public StagingMemory {
 public:
  static constexpr std::string_view kFileName = "staging.ring";

  // Opens the region in `directory`, or makes one of `size_bytes` (rounded up to pages of 4096).
  // The length of an existing region wins over `size_bytes`, because the region may hold records. A
  // file that is not a staging region is set aside, with a note in `directory`.
  // Errors: storage_unavailable, such as a full disk.
  static Result<std::unique_ptr<PosixStagingMemory>> open(DataDirectory& directory,
                                                          std::size_t size_bytes);
  // The length of the region in `directory`; 0 if there is none. Only reads.
  [[nodiscard]] static std::size_t length_in(const DirectoryHandle& directory);
  // A region without a file; it is lost with the process.
  // Errors: storage_unavailable (out of memory).
  static Result<std::unique_ptr<PosixStagingMemory>> open_anonymous(std::size_t size_bytes);

  ~PosixStagingMemory() override;
  PosixStagingMemory(const PosixStagingMemory&) = delete;
  PosixStagingMemory& operator=(const PosixStagingMemory&) = delete;

  [[nodiscard]] std::span<std::byte> region() noexcept override { return region_; }
  [[nodiscard]] std::size_t size_bytes() noexcept override { return region_.size(); }
  [[nodiscard]] Status erase() noexcept override;
  [[nodiscard]] bool owned() const noexcept override { return guard_.owned(); }

 private:
  PosixStagingMemory(std::span<std::byte> mapping, std::size_t region_offset);

  std::span<std::byte> mapping_;
  std::span<std::byte> region_;
  ForkGuard guard_;
};

}  // namespace godwit
