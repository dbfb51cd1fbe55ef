#include "base/bytes.h"

#include <cstdlib>
#include <utility>

namespace godwit {
namespace {

constexpr std::size_t kFirstCapacity = 256;

}  // namespace

Bytes::~Bytes() {
  release();
}

void Bytes::release() {
  if (data_ != lent_) std::free(data_);
  data_ = nullptr;
  size_ = capacity_ = 0;
  lent_ = nullptr;
}

void Bytes::grow(std::size_t needed) {
  std::size_t capacity = capacity_ < kFirstCapacity ? kFirstCapacity : capacity_ * 2;
  if (capacity < needed) capacity = needed;
  const bool lent = data_ == lent_;
  char* const grown = static_cast<char*>(std::realloc(lent ? nullptr : data_, capacity));
  if (grown == nullptr) std::abort();
  if (lent && size_ != 0) std::memcpy(grown, data_, size_);
  data_ = grown;
  capacity_ = capacity;
}

void Bytes::append_decimal(std::uint64_t number) {
  char digits[20];
  std::size_t at = sizeof digits;
  do {
    digits[--at] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  append(digits + at, sizeof digits - at);
}

void Bytes::append_decimal_signed(std::int64_t number) {
  std::uint64_t magnitude = static_cast<std::uint64_t>(number);
  if (number < 0) {
    append('-');
    magnitude = ~magnitude + 1;
  }
  append_decimal(magnitude);
}

void Bytes::swap(Bytes& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
  std::swap(lent_, other.lent_);
}

}  // namespace godwit
