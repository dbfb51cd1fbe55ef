// A growing run of bytes: the one buffer type of the core.
//
// It starts in storage that its maker lends, if any, and moves to the heap when that is full.
// clear() keeps the memory, so that a reused buffer stops allocating. If memory runs out, the
// program aborts.
// Threads: none; a buffer belongs to its holder.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace godwit {

class Bytes {
 public:
  Bytes() = default;
  // Lifetime: `lent` must outlive this buffer.
  explicit Bytes(std::span<char> lent)
      : data_(lent.data()), capacity_(lent.size()), lent_(lent.data()) {}
  Bytes(Bytes&& other) noexcept { swap(other); }
  Bytes& operator=(Bytes&& other) noexcept {
    swap(other);
    return *this;
  }
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;
  ~Bytes();

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] char* data() { return data_; }
  [[nodiscard]] const char* data() const { return data_; }
  [[nodiscard]] std::string_view view() const { return {data_, size_}; }

  void clear() { size_ = 0; }
  void truncate(std::size_t size) { size_ = size < size_ ? size : size_; }
  // Frees the heap memory.
  void release();
  void reserve(std::size_t capacity) {
    if (capacity > capacity_) grow(capacity);
  }
  // Makes room for `count` more bytes and returns their place; advance() then counts them.
  [[nodiscard]] char* prepare(std::size_t count) {
    if (count > capacity_ - size_) grow(size_ + count);
    return data_ + size_;
  }
  void advance(std::size_t count) { size_ += count; }

  void append(char byte) {
    *prepare(1) = byte;
    ++size_;
  }
  void append(std::string_view text) { append(text.data(), text.size()); }
  void append(const void* from, std::size_t count) {
    if (count == 0) return;
    std::memcpy(prepare(count), from, count);
    size_ += count;
  }
  void assign(std::string_view text) {
    clear();
    append(text);
  }
  void append_decimal(std::uint64_t number);
  void append_decimal_signed(std::int64_t number);

  // Little-endian fixed-width integers: the byte order of everything that Godwit stores.
  template <typename Integer>
  void append_integer(Integer number) {
    append(&number, sizeof number);
  }

  void swap(Bytes& other) noexcept;

 private:
  void grow(std::size_t needed);

  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  const char* lent_ = nullptr;  // Lent by the maker; must not be freed.
};

static_assert(std::endian::native == std::endian::little, "stored integers are little-endian");

// Reads a little-endian integer at any alignment.
template <typename Integer>
[[nodiscard]] inline Integer read_integer(const char* from) {
  Integer number;
  std::memcpy(&number, from, sizeof number);
  return number;
}

}  // namespace godwit
