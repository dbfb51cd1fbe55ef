// Finds equal parts of a JSON text by their hashes.
//
// Somebody can construct different parts with the same hash. So only a limited number of parts with
// one hash is compared, and the time is bounded by the number of parts times its logarithm.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "schema/scratch_stack.h"

namespace godwit {

// The number of parts with one hash that are compared. By chance no two different parts share one.
inline constexpr std::size_t kSameHashMax = 16;

class HashIndex {
 public:
  struct Entry {
    std::uint64_t hash;
    std::uint32_t offset;  // The start of the part in the text.
  };

  void clear() { entries_.truncate(0); }
  void add(std::uint64_t hash, std::size_t offset) {
    entries_.push({hash, static_cast<std::uint32_t>(offset)});
  }
  // Sorts by hash, then by offset. Call it before the functions below.
  void sort();
  [[nodiscard]] std::uint32_t size() const { return entries_.size(); }
  // The first entry of `all` with this hash, and all later ones with it.
  [[nodiscard]] std::span<const Entry> find(std::uint64_t hash) const;
  // The entries with the hash of entry `first`, which is the first with this hash.
  [[nodiscard]] std::span<const Entry> run(std::uint32_t first) const;

 private:
  void sift(std::uint32_t root, std::uint32_t end);

  ScratchStack<Entry> entries_;
};

// True if no two elements of the JSON array `text` are equal. If more than kSameHashMax have one
// hash, two of them count as equal. `index`: scratch memory.
[[nodiscard]] bool json_elements_unique(std::string_view text, HashIndex& index);

}  // namespace godwit
