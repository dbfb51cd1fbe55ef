#include "schema/hash_index.h"

#include <utility>

#include "base/json_reader.h"
#include "schema/json_value.h"

namespace godwit {
namespace {

bool comes_before(const HashIndex::Entry& a, const HashIndex::Entry& b) {
  return a.hash != b.hash ? a.hash < b.hash : a.offset < b.offset;
}

std::string_view value_at(std::string_view text, std::uint32_t offset) {
  JsonReader reader(text.substr(offset));
  reader.next();
  return reader.skip_value();
}

}  // namespace

// Restores the heap below `root`.
void HashIndex::sift(std::uint32_t root, std::uint32_t end) {
  for (std::uint32_t child = 2 * root + 1; child < end; child = 2 * root + 1) {
    if (child + 1 < end && comes_before(entries_[child], entries_[child + 1])) ++child;
    if (!comes_before(entries_[root], entries_[child])) return;
    std::swap(entries_[root], entries_[child]);
    root = child;
  }
}

// A heapsort (Williams, 1964): its worst case is like its best, and it needs no more memory.
void HashIndex::sort() {
  for (std::uint32_t root = size() / 2; root-- > 0;) sift(root, size());
  for (std::uint32_t last = size(); last-- > 1;) {
    std::swap(entries_[0], entries_[last]);
    sift(0, last);
  }
}

std::span<const HashIndex::Entry> HashIndex::find(std::uint64_t hash) const {
  std::uint32_t low = 0;
  for (std::uint32_t high = size(); low < high;) {
    const std::uint32_t middle = (low + high) / 2;
    if (entries_[middle].hash < hash) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < size() && entries_[low].hash == hash ? run(low) : std::span<const Entry>();
}

std::span<const HashIndex::Entry> HashIndex::run(std::uint32_t first) const {
  std::uint32_t end = first;
  while (end < size() && entries_[end].hash == entries_[first].hash) ++end;
  return {entries_.at(first), end - first};
}

bool json_elements_unique(std::string_view text, HashIndex& index) {
  index.clear();
  std::string_view element;
  for (JsonElements elements(text); elements.next(element);) {
    index.add(json_hash(element), static_cast<std::size_t>(element.data() - text.data()));
  }
  index.sort();
  for (std::uint32_t first = 0; first < index.size();) {
    const std::span<const HashIndex::Entry> same = index.run(first);
    if (same.size() > kSameHashMax) return false;
    for (std::size_t one = 1; one < same.size(); ++one) {
      const std::string_view value = value_at(text, same[one].offset);
      for (std::size_t other = 0; other < one; ++other) {
        if (json_equal(value, value_at(text, same[other].offset))) return false;
      }
    }
    first += static_cast<std::uint32_t>(same.size());
  }
  return true;
}

}  // namespace godwit
