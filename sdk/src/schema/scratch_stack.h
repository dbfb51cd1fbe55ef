// A stack of plain values that keeps its memory, for a validator's scratch data. If memory runs
// out, the program aborts.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <type_traits>
#include <utility>

namespace godwit {

template <typename T>
class ScratchStack {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  ScratchStack() = default;
  ScratchStack(const ScratchStack&) = delete;
  ScratchStack& operator=(const ScratchStack&) = delete;
  ~ScratchStack() { std::free(data_); }

  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] T& operator[](std::uint32_t index) { return data_[index]; }
  [[nodiscard]] const T& operator[](std::uint32_t index) const { return data_[index]; }
  // Lifetime: valid until the stack grows.
  [[nodiscard]] T* at(std::uint32_t index) { return data_ + index; }
  [[nodiscard]] const T* at(std::uint32_t index) const { return data_ + index; }

  T& push(const T& value) {
    if (size_ == capacity_) grow(1);
    return data_[size_++] = value;
  }
  // Adds `count` default values; returns the index of the first.
  std::uint32_t push_default(std::uint32_t count) {
    if (count > capacity_ - size_) grow(count);
    for (std::uint32_t i = 0; i < count; ++i) data_[size_ + i] = T();
    return std::exchange(size_, size_ + count);
  }
  void truncate(std::uint32_t size) { size_ = size; }

 private:
  void grow(std::uint32_t count) {
    capacity_ = 2 * capacity_ + count + 16;
    data_ = static_cast<T*>(std::realloc(static_cast<void*>(data_), capacity_ * sizeof(T)));
    if (data_ == nullptr) std::abort();
  }

  T* data_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace godwit
