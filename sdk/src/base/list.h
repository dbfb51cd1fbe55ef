// A growing array: the one sequence container of the core.
//
// It does the same as std::vector, with less code for a page to download: all lists share the
// functions that open and close gaps, and elements move by copying their bytes. So an element must
// not hold a pointer into itself, and an inserted element must not stand in the list. References to
// elements are valid until the list next grows or shrinks. If memory runs out, the program aborts.
// Threads: none.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace godwit {

namespace detail {

// The common part of lists of any element type.
struct RawList {
  char* data = nullptr;
  std::uint32_t size = 0;
  std::uint32_t capacity = 0;

  // Makes room for one more element of this size before the one at `index`, and returns its place.
  void* open_gap(std::uint32_t index, std::uint32_t element_bytes);
  void close_gap(std::uint32_t index, std::uint32_t count, std::uint32_t element_bytes);
  void swap(RawList& other);
};

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
    std::free(raw_.data);
  }

  [[nodiscard]] std::uint32_t size() const { return raw_.size; }
  [[nodiscard]] bool empty() const { return raw_.size == 0; }
  [[nodiscard]] T* data() { return reinterpret_cast<T*>(raw_.data); }
  [[nodiscard]] T* begin() { return data(); }
  [[nodiscard]] T* end() { return data() + raw_.size; }
  [[nodiscard]] const T* data() const { return reinterpret_cast<const T*>(raw_.data); }
  [[nodiscard]] const T* begin() const { return data(); }
  [[nodiscard]] const T* end() const { return data() + raw_.size; }
  [[nodiscard]] T& operator[](std::size_t index) { return data()[index]; }
  [[nodiscard]] const T& operator[](std::size_t index) const { return data()[index]; }
  [[nodiscard]] T& front() { return data()[0]; }
  [[nodiscard]] const T& front() const { return data()[0]; }
  [[nodiscard]] T& back() { return data()[raw_.size - 1]; }
  [[nodiscard]] const T& back() const { return data()[raw_.size - 1]; }

  void clear() {
    for (T& element : *this) element.~T();
    raw_.size = 0;
  }
  void push_back(const T& element) { new (open_gap(raw_.size)) T(element); }
  void push_back(T&& element) { new (open_gap(raw_.size)) T(std::move(element)); }
  // Adds an element with its default value; the caller fills it in.
  T& emplace_back() { return *new (open_gap(raw_.size)) T(); }
  // Inserts the element before the one at `index`; at size(), after the last.
  void insert(std::size_t index, const T& element) { new (open_gap(index)) T(element); }
  void erase(std::size_t index) {
    data()[index].~T();
    raw_.close_gap(static_cast<std::uint32_t>(index), 1, sizeof(T));
  }
  void erase(std::size_t index, std::size_t count) {
    for (std::size_t i = index; i < index + count; ++i) data()[i].~T();
    raw_.close_gap(static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(count), sizeof(T));
  }
  void swap(List& other) noexcept { raw_.swap(other.raw_); }

 private:
  void* open_gap(std::size_t index) {
    return raw_.open_gap(static_cast<std::uint32_t>(index), sizeof(T));
  }

  detail::RawList raw_;
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
