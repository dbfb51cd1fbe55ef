// Finds what is equal among the parts of a JSON text, by their hashes.
//
// Hashes can be made to be the same on purpose. So of those that have one hash only so many are
// looked at, which bounds the time by the number of parts times its logarithm.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "schema/scratch_stack.h"

namespace godwit {

// How many parts of one hash are compared with each other. By chance not even two that differ meet.
inline constexpr std::size_t kSameHashMax = 16;

class HashIndex {
 public:
  struct Entry {
    std::uint64_t hash;
    std::uint32_t offset;  // Of the part in the text.
  };

  void clear() { entries_.truncate(0); }
  void add(std::uint64_t hash, std::size_t offset) {
    entries_.push({hash, static_cast<std::uint32_t>(offset)});
  }
  // By hash, then by offset; to be called before those below.
  void sort();
  [[nodiscard]] std::uint32_t size() const { return entries_.size(); }
  // The first of `all` that has this hash, and those behind it that have it, too.
  [[nodiscard]] std::span<const Entry> find(std::uint64_t hash) const;
  // Those that have the hash of the entry `first`, which is the first that has it.
  [[nodiscard]] std::span<const Entry> run(std::uint32_t first) const;

 private:
  void sift(std::uint32_t root, std::uint32_t end);

  ScratchStack<Entry> entries_;
};

// Whether no two elements of the JSON array `text` are equal. Of more than kSameHashMax that have
// one hash two are taken to be. `index`: scratch memory.
[[nodiscard]] bool json_elements_unique(std::string_view text, HashIndex& index);

}  // namespace godwit
