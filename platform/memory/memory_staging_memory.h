// A StagingMemory on the heap. It is lost with the process and knows nothing of fork(). On systems
// with processes, PosixStagingMemory::open_anonymous() takes its place.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "godwit/ports/staging_memory.h"

namespace godwit {

class MemoryStagingMemory final : public StagingMemory {
 public:
  // `size_bytes` is rounded up to a multiple of 8.
  explicit MemoryStagingMemory(std::size_t size_bytes)
      : words_((size_bytes + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t)) {}

  [[nodiscard]] std::span<std::byte> region() noexcept override {
    return std::as_writable_bytes(std::span(words_));
  }
  [[nodiscard]] std::size_t size_bytes() noexcept override { return region().size(); }
  [[nodiscard]] Status erase() noexcept override {
    std::fill(words_.begin(), words_.end(), 0);
    return {};
  }
  [[nodiscard]] bool owned() const noexcept override { return true; }

 private:
  std::vector<std::uint64_t> words_;
};

}  // namespace godwit
