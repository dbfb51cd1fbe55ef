#include "base/uuid.h"

#include <string>

#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

// Each byte is another.
struct CountingEntropy final : Entropy {
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(17 * i);
  }
};

// Every bit is what it is told.
struct SteadyEntropy final : Entropy {
  explicit SteadyEntropy(std::uint8_t b) : byte(b) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& each : bytes) each = byte;
  }
  std::uint8_t byte;
};

std::string text_of(const Id& id) {
  Bytes bytes;
  append_id(bytes, id);
  return std::string(bytes.view());
}

}  // namespace

TEST_CASE("uuid: is of version 4 and variant 1, and else as random as the entropy", "[base]") {
  SteadyEntropy zeros(0);
  SteadyEntropy ones(0xFF);
  CountingEntropy counting;
  CHECK(text_of(make_id(counting)) == "00112233-4455-4677-8899-aabbccddeeff");
  CHECK(text_of(make_id(zeros)) == "00000000-0000-4000-8000-000000000000");
  CHECK(text_of(make_id(ones)) == "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

TEST_CASE("uuid: is read back from its text, in either case", "[base]") {
  Id id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(0x10 * i + 15 - i);
  }
  const std::string text = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
  CHECK(text_of(id) == text);
  Id read;
  REQUIRE(parse_id(text, read));
  CHECK(read == id);
  REQUIRE(parse_id("0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0", read));
  CHECK(read == id);
  CHECK_FALSE(read.empty());
  CHECK(Id().empty());
}

TEST_CASE("uuid: what is none is not read, and changes nothing", "[base]") {
  const std::string text = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
  const Id before = {{1, 2, 3}};
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char wrong : {'g', 'G', ':', '/', '@', '`', ' ', '\0'}) {
      std::string other = text;
      other[at] = wrong;
      Id read = before;
      CHECK_FALSE(parse_id(other, read));
      CHECK(read == before);
    }
  }
  Id read;
  CHECK_FALSE(parse_id(text + "0", read));
  CHECK_FALSE(parse_id(text.substr(1), read));
  CHECK_FALSE(parse_id("", read));
}
