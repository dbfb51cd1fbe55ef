#include "base/list.h"

namespace godwit::detail {

void* grow_list(void* data, std::uint32_t& capacity, std::uint32_t needed, std::size_t element) {
  constexpr std::uint32_t kFirstCapacity = 4;
  capacity = capacity < kFirstCapacity ? kFirstCapacity : capacity * 2;
  if (capacity < needed) capacity = needed;
  void* const grown = std::realloc(data, capacity * element);
  if (grown == nullptr) std::abort();
  return grown;
}

}  // namespace godwit::detail
