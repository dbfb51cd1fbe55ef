#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "posix/system_entropy.h"
#include "support/catch.h"

using namespace godwit;

TEST_CASE("entropy: fills every byte, at any length", "[contract][entropy]") {
  SystemEntropy entropy;
  // Longer than the kernel gives in one call without interruption (256 bytes).
  std::vector<std::uint8_t> bytes(100'000);
  entropy.fill(bytes);
  std::array<int, 256> seen{};
  for (const std::uint8_t byte : bytes) ++seen[byte];
  // About 390 of each are expected; a part left at zero would stand out.
  CHECK(*std::max_element(seen.begin(), seen.end()) < 600);
  entropy.fill({});
}

TEST_CASE("entropy: does not repeat itself", "[contract][entropy]") {
  SystemEntropy entropy;
  std::array<std::uint8_t, 16> first{};
  std::array<std::uint8_t, 16> second{};
  entropy.fill(first);
  entropy.fill(second);
  CHECK(first != second);
}
