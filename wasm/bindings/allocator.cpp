// The page's malloc(): blocks whose size is a power of two, with one list of free blocks for each
// size.
//
// This suits the core, which keeps few buffers, doubles them as they grow, and reuses them. A block
// keeps its size for ever. So memory is bounded by the largest need of each size, and there is
// nothing to search and nothing to join.
// Threads: none; a page has one.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

extern "C" char __heap_base;  // Set by the linker: memory is free from here on.

namespace {

// Stands before the bytes of a block, so that these are aligned to 8.
union Header {
  Header* next;        // While the block is free.
  std::uint32_t rank;  // Otherwise: the whole block takes kSmallest << rank bytes.
  std::uint64_t align;
};

constexpr std::size_t kSmallest = 16;
constexpr std::uint32_t kRanks = 27;
constexpr std::size_t kLargest = kSmallest << (kRanks - 1);  // 1 GiB.

constexpr std::size_t kPageBytes = 65536;  // WebAssembly's.

Header* free_blocks[kRanks];

std::uint32_t rank_of(std::size_t size) {
  return static_cast<std::uint32_t>(std::bit_width((size + sizeof(Header) - 1) / kSmallest));
}

// Takes bytes that were never used; null if the page allows no more memory.
Header* take_fresh(std::size_t size) {
  static char* begin = &__heap_base;
  const auto needed = reinterpret_cast<std::uintptr_t>(begin) + size;
  const std::size_t pages = (needed + kPageBytes - 1) / kPageBytes;
  const std::size_t present = __builtin_wasm_memory_size(0);
  if (pages > present && __builtin_wasm_memory_grow(0, pages - present) == ~std::size_t{0}) {
    return nullptr;
  }
  return reinterpret_cast<Header*>(std::exchange(begin, begin + size));
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
  if (size > kLargest - sizeof(Header)) return nullptr;
  const std::uint32_t rank = rank_of(size);
  Header* block = free_blocks[rank];
  if (block != nullptr) {
    free_blocks[rank] = block->next;
  } else {
    block = take_fresh(kSmallest << rank);
    if (block == nullptr) return nullptr;
  }
  block->rank = rank;
  return block + 1;
}

// A call is shorter than the body, so the function is not inlined.
__attribute__((noinline)) void free(void* bytes) {
  if (bytes == nullptr) return;
  Header* const block = static_cast<Header*>(bytes) - 1;
  Header*& list = free_blocks[block->rank];
  block->next = list;
  list = block;
}

void* realloc(void* bytes, std::size_t size) {
  if (bytes == nullptr) return malloc(size);
  const std::size_t room = (kSmallest << (static_cast<Header*>(bytes) - 1)->rank) - sizeof(Header);
  if (size <= room) return bytes;
  void* const moved = malloc(size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, bytes, room);
  free(bytes);
  return moved;
}
}
