#include <chrono>
#include <cstdint>

#include "base/uuid.h"
#include "contract/support/files.h"
#include "posix/posix_clock.h"
#include "posix/system_entropy.h"
#include "support/catch.h"

using namespace godwit;

TEST_CASE("clock: monotonic time never runs backwards", "[contract][clock]") {
  SystemEntropy entropy;
  const PosixClock clock(entropy);
  MonotonicTime before = clock.monotonic();
  for (int reading = 0; reading < 10'000; ++reading) {
    const MonotonicTime now = clock.monotonic();
    REQUIRE(now >= before);
    before = now;
  }
}

TEST_CASE("clock: wall time is the system's, in milliseconds", "[contract][clock]") {
  SystemEntropy entropy;
  const PosixClock clock(entropy);
  const auto system_ms = [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  };
  const std::int64_t before = system_ms();
  const std::int64_t read = clock.wall().ms;
  const std::int64_t after = system_ms();
  CHECK(read >= before - 1);
  CHECK(read <= after + 1);
}

TEST_CASE("clock: two clocks in one boot agree on its id", "[contract][clock]") {
  SystemEntropy entropy;
  const PosixClock clock(entropy);
  CHECK_FALSE(clock.boot_id().empty());
  CHECK(clock.boot_id() == PosixClock(entropy).boot_id());
}

TEST_CASE("clock: the boot's id is the kernel's", "[contract][clock]") {
  SystemEntropy entropy;
  std::string text = read_file("/proc/sys/kernel/random/boot_id");
  while (!text.empty() && text.back() == '\n') text.pop_back();
  Id kernel;
  REQUIRE(parse_id(text, kernel));
  CHECK(PosixClock(entropy).boot_id() == kernel);
}
