#include "base/list.h"

namespace godwit::detail {

void* RawList::open_gap(std::uint32_t index, std::uint32_t element_bytes) {
  if (size == capacity) {
    constexpr std::uint32_t kFirstCapacity = 4;
    capacity = capacity < kFirstCapacity ? kFirstCapacity : capacity * 2;
    data = static_cast<char*>(std::realloc(data, std::size_t{capacity} * element_bytes));
    if (data == nullptr) std::abort();
  }
  char* const gap = data + std::size_t{index} * element_bytes;
  std::memmove(gap + element_bytes, gap, std::size_t{size - index} * element_bytes);
  ++size;
  return gap;
}

void RawList::close_gap(std::uint32_t index, std::uint32_t count, std::uint32_t element_bytes) {
  if (count == 0) return;  // An empty list has no memory to move.
  char* const gap = data + std::size_t{index} * element_bytes;
  size -= count;
  std::memmove(gap, gap + std::size_t{count} * element_bytes,
               std::size_t{size - index} * element_bytes);
}

void RawList::swap(RawList& other) {
  std::swap(*this, other);
}

}  // namespace godwit::detail
