#include "base/bytes.h"

#include <array>
#include <limits>
#include <string>
#include <utility>

#include "support/catch.h"

using namespace godwit;

TEST_CASE("bytes: growing a byte at a time moves them a few times only", "[base]") {
  Bytes bytes;
  int moves = 0;
  std::size_t capacity = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    bytes.append(static_cast<char>('a' + i % 26));
    if (bytes.capacity() == capacity) continue;
    capacity = bytes.capacity();
    ++moves;
  }
  CHECK(moves < 25);
  CHECK(bytes.size() == 1'000'000);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes.data()[i] != static_cast<char>('a' + i % 26)) FAIL("byte " << i << " is another");
  }
}

TEST_CASE("bytes: what is lent is used first, and never freed", "[base]") {
  std::array<char, 8> lent{};
  Bytes bytes{std::span<char>(lent)};
  bytes.append("12345678");
  CHECK(bytes.data() == lent.data());
  bytes.append('9');
  CHECK(bytes.data() != lent.data());
  CHECK(bytes.view() == "123456789");
  Bytes other;
  other.append("other");
  other.swap(bytes);
  CHECK(other.view() == "123456789");
  CHECK(bytes.view() == "other");
  other.release();
  CHECK(other.empty());
  CHECK(other.capacity() == 0);
  Bytes never_full{std::span<char>(lent)};
  never_full.append("ab");
  const Bytes moved = std::move(never_full);
  CHECK(moved.data() == lent.data());
  CHECK(moved.view() == "ab");
}

TEST_CASE("bytes: decimals are written whole, from the smallest to the largest", "[base]") {
  Bytes bytes;
  bytes.append_decimal_signed(std::numeric_limits<std::int64_t>::min());
  bytes.append(' ');
  bytes.append_decimal_signed(-1);
  bytes.append(' ');
  bytes.append_decimal(0);
  bytes.append(' ');
  bytes.append_decimal(10);
  bytes.append(' ');
  bytes.append_decimal_signed(std::numeric_limits<std::int64_t>::max());
  bytes.append(' ');
  bytes.append_decimal(std::numeric_limits<std::uint64_t>::max());
  CHECK(bytes.view() == "-9223372036854775808 -1 0 10 9223372036854775807 18446744073709551615");
}

TEST_CASE("bytes: truncate() only shortens, clear() keeps the memory", "[base]") {
  Bytes bytes;
  bytes.append("abcdef");
  bytes.truncate(9);
  CHECK(bytes.view() == "abcdef");
  bytes.truncate(2);
  CHECK(bytes.view() == "ab");
  const std::size_t capacity = bytes.capacity();
  bytes.clear();
  CHECK(bytes.empty());
  CHECK(bytes.capacity() == capacity);
  bytes.assign("again");
  CHECK(bytes.view() == "again");
}
