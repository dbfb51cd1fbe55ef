#include "base/prng.h"

#include <array>

#include "support/catch.h"

using namespace godwit;

// The sequence of the authors' splitmix64.c for the seed 0.
TEST_CASE("prng: the numbers are SplitMix64's", "[base]") {
  Prng prng(0);
  CHECK(prng.next() == 0xE220A8397B1DCDAFu);
  CHECK(prng.next() == 0x6E789E6AA1B965F4u);
  CHECK(prng.next() == 0x06C45D188009454Fu);
}

TEST_CASE("prng: below() reaches every number below its bound alike, and no other", "[base]") {
  Prng prng(1);
  std::array<int, 10> times{};
  for (int draw = 0; draw < 10'000; ++draw) {
    const std::uint64_t number = prng.below(times.size());
    REQUIRE(number < times.size());
    ++times[number];
  }
  for (const int count : times) {
    CHECK(count > 850);
    CHECK(count < 1'150);
  }
  CHECK(prng.below(0) == 0);
  CHECK(prng.below(1) == 0);
}
