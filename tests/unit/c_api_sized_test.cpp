// Structures of the C interface that a program and the library know in different sizes.
#include "c_api_sized.h"

#include <array>
#include <cstring>

#include "support/catch.h"

using namespace godwit;

namespace {

struct Struct {
  std::size_t size;
  std::uint64_t first;
  std::uint64_t second;
};

// A caller's memory, with room for a member that the library does not know.
struct Memory {
  Memory() { bytes.fill(0xEE); }
  Struct* get() { return reinterpret_cast<Struct*>(bytes.data()); }
  std::uint8_t at(std::size_t offset) const { return bytes[offset]; }

  alignas(Struct) std::array<std::uint8_t, sizeof(Struct) + 16> bytes;
};

constexpr Struct kDefaults = {sizeof(Struct), 11, 22};

}  // namespace

TEST_CASE("c_api_sized: a size is more than its own member, and at most 64 KiB", "[capi]") {
  CHECK_FALSE(plausible_size(0));
  CHECK_FALSE(plausible_size(sizeof(std::size_t)));
  CHECK(plausible_size(sizeof(std::size_t) + 1));
  CHECK(plausible_size(64 * 1024));
  CHECK_FALSE(plausible_size(64 * 1024 + 1));
}

TEST_CASE("c_api_sized: a shorter structure gets the members that it has", "[capi]") {
  Memory memory;
  init_sized(memory.get(), offsetof(Struct, second), kDefaults);
  CHECK(memory.get()->size == offsetof(Struct, second));
  CHECK(memory.get()->first == 11);
  CHECK(memory.at(offsetof(Struct, second)) == 0xEE);
}

TEST_CASE("c_api_sized: a longer structure gets zeroes behind the known members", "[capi]") {
  Memory memory;
  init_sized(memory.get(), sizeof(Struct) + 8, kDefaults);
  CHECK(memory.get()->size == sizeof(Struct) + 8);
  CHECK(memory.get()->second == 22);
  for (std::size_t at = sizeof(Struct); at < sizeof(Struct) + 8; ++at) CHECK(memory.at(at) == 0);
  CHECK(memory.at(sizeof(Struct) + 8) == 0xEE);
}

TEST_CASE("c_api_sized: an impossible size is remembered as 0, and NULL is left alone", "[capi]") {
  Memory memory;
  init_sized(memory.get(), sizeof(std::size_t), kDefaults);
  CHECK(memory.get()->size == 0);
  CHECK(memory.at(offsetof(Struct, first)) == 0xEE);
  init_sized<Struct>(nullptr, sizeof(Struct), kDefaults);
}

TEST_CASE("c_api_sized: reading keeps the defaults of members that the caller lacks", "[capi]") {
  Struct ours = kDefaults;
  SECTION("of its own size") {
    REQUIRE(read_sized("it", {sizeof(Struct), 1, 2}, ours).ok());
    CHECK((ours.first == 1 && ours.second == 2));
  }
  SECTION("of a shorter one") {
    REQUIRE(read_sized("it", {offsetof(Struct, second), 1, 2}, ours).ok());
    CHECK((ours.first == 1 && ours.second == 22));
  }
  SECTION("of one that was not set up") {
    for (const std::size_t size : {std::size_t{0}, sizeof(std::size_t), std::size_t{65'537}}) {
      const Status status = read_sized("it", {size, 1, 2}, ours);
      CHECK(status.code() == StatusCode::invalid_argument);
      CHECK(status.message() ==
            "it: it was not set up by its _init function (its size is impossible)");
    }
    CHECK(ours.first == 11);
  }
}

TEST_CASE("c_api_sized: a member that only the caller knows must be zero", "[capi]") {
  Memory memory;
  init_sized(memory.get(), sizeof(Struct) + 8, kDefaults);
  Struct ours{};
  CHECK(read_sized("it", *memory.get(), ours).ok());
  CHECK(ours.second == 22);
  for (const std::size_t at : {sizeof(Struct), sizeof(Struct) + 7}) {
    memory.bytes[at] = 1;
    const Status status = read_sized("it", *memory.get(), ours);
    CHECK(status.code() == StatusCode::unsupported);
    CHECK(status.message() ==
          "it: it asks for something that this version of Godwit does not know");
    memory.bytes[at] = 0;
  }
  memory.bytes[sizeof(Struct) + 8] = 1;  // Behind the structure.
  CHECK(read_sized("it", *memory.get(), ours).ok());
}
