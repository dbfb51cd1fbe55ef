#include "base/name_hash.h"

#include <cstdint>
#include <set>
#include <string>

#include "support/catch.h"

using namespace godwit;

TEST_CASE("name_hash: each byte of a name up to 16 bytes long counts", "[base]") {
  for (std::size_t size = 1; size <= 16; ++size) {
    const std::string name = std::string("abcdefghijklmnop").substr(0, size);
    for (std::size_t at = 0; at < size; ++at) {
      std::set<std::uint32_t> found{name_hash(name)};
      for (const char other : {'A', '0', '_', '\x80', '\xff'}) {
        std::string changed = name;
        changed[at] = other;
        found.insert(name_hash(changed));
      }
      CAPTURE(size, at);
      CHECK(found.size() == 6);
    }
  }
}

TEST_CASE("name_hash: names of one letter differ by their length", "[base]") {
  std::set<std::uint32_t> found;
  for (std::size_t size = 0; size < 64; ++size) found.insert(name_hash(std::string(size, 'a')));
  CHECK(found.size() == 64);
}

TEST_CASE("name_hash: few of all names of three letters share a hash", "[base]") {
  std::set<std::uint32_t> found;
  for (char a = 'a'; a <= 'z'; ++a) {
    for (char b = 'a'; b <= 'z'; ++b) {
      for (char c = 'a'; c <= 'z'; ++c) found.insert(name_hash(std::string{a, b, c}));
    }
  }
  CHECK(found.size() > 26 * 26 * 26 - 5);
}
