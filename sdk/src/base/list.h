// A growing array: the one sequence container of the core.
//
// Does what std::vector does, in less code for a page to download: all lists share one function
// that grows them, and elements move by copying their bytes. So an element must not hold a pointer
// into itself. References to elements are good until the list next grows or shrinks. Running out of
// memory aborts.
// Threads: none.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace godwit {

namespace detail {
// Reallocates to at least `needed` elements. Sets the capacity; returns the memory.
void* grow_list(void* data, std::uint32_t& capacity, std::uint32_t needed, std::size_t element);
}  // namespace detail

template <typename T>
class List {
 public:
  List() = default;
  List(List&& other) noexcept { swap(other); }
  List& operator=(List&& other) noexcept {
    swap(other);
    return *this;
  }
  List(const List&) = delete;
  List& operator=(const List&) = delete;
  ~List() {
    clear();
    std::free(data_);
  }

  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T* data() { return data_; }
  [[nodiscard]] T* begin() { return data_; }
  [[nodiscard]] T* end() { return data_ + size_; }
  [[nodiscard]] const T* data() const { return data_; }
  [[nodiscard]] const T* begin() const { return data_; }
  [[nodiscard]] const T* end() const { return data_ + size_; }
  [[nodiscard]] T& operator[](std::size_t index) { return data_[index]; }
  [[nodiscard]] const T& operator[](std::size_t index) const { return data_[index]; }
  [[nodiscard]] T& front() { return data_[0]; }
  [[nodiscard]] const T& front() const { return data_[0]; }
  [[nodiscard]] T& back() { return data_[size_ - 1]; }
  [[nodiscard]] const T& back() const { return data_[size_ - 1]; }

  void clear() {
    for (T& element : *this) element.~T();
    size_ = 0;
  }
  void push_back(T element) { insert(size_, std::move(element)); }
  // Puts the element before the one at `index`; at size(), behind the last.
  void insert(std::size_t index, T element) {
    if (size_ == capacity_) {
      data_ = static_cast<T*>(detail::grow_list(data_, capacity_, size_ + 1, sizeof(T)));
    }
    void* const at = data_ + index;
    std::memmove(static_cast<char*>(at) + sizeof(T), at, (size_ - index) * sizeof(T));
    new (at) T(std::move(element));
    ++size_;
  }
  void erase(std::size_t index, std::size_t count = 1) {
    for (std::size_t i = index; i < index + count; ++i) data_[i].~T();
    void* const at = data_ + index;
    std::memmove(at, data_ + index + count, (size_ - index - count) * sizeof(T));
    size_ -= static_cast<std::uint32_t>(count);
  }
  void swap(List& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

 private:
  T* data_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

template <typename T>
[[nodiscard]] bool operator==(const List<T>& a, const List<T>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!(a[i] == b[i])) return false;
  }
  return true;
}

}  // namespace godwit
