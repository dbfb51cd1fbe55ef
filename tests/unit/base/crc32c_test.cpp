#include "base/crc32c.h"

#include <string_view>

#include "support/catch.h"

using namespace godwit;

TEST_CASE("crc32c: gives the values of RFC 3720, appendix B.4", "[base]") {
  char bytes[32] = {};
  CHECK(crc32c(bytes, 32) == 0x8A9136AAu);
  for (char& byte : bytes) byte = '\xFF';
  CHECK(crc32c(bytes, 32) == 0x62A8AB43u);
  for (int index = 0; index < 32; ++index) bytes[index] = static_cast<char>(index);
  CHECK(crc32c(bytes, 32) == 0x46DD794Eu);
}

TEST_CASE("crc32c: the table and the instruction agree at every length and alignment", "[base]") {
  constexpr std::string_view kText = "The bar-tailed godwit flies 13,000 km without a stop.";
  for (std::size_t begin = 0; begin < 9; ++begin) {
    for (std::size_t size = 0; begin + size <= kText.size(); ++size) {
      const std::string_view part = kText.substr(begin, size);
      CHECK(crc32c(part.data(), size, 7) == crc32c_portable(part.data(), size, 7));
    }
  }
}

TEST_CASE("crc32c: continues from what stands before", "[base]") {
  CHECK(crc32c("6789", 4, crc32c("12345", 5)) == crc32c("123456789", 9));
  CHECK(crc32c("123456789", 9) == 0xE3069283u);
}
