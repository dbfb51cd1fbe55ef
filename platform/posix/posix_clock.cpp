#include "posix/posix_clock.h"

#include <fcntl.h>
#include <time.h>

#include <string_view>

#include "files/unique_fd.h"

namespace godwit {
namespace {

constexpr const char* kBootIdPath = "/proc/sys/kernel/random/boot_id";

std::int64_t read_ms(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

int digit_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

// Reads a UUID in the kernel's spelling; the empty id if the text is something else.
Id parse_boot_id(std::string_view text) {
  Id id;
  std::size_t digits = 0;
  for (const char character : text) {
    const int value = digit_value(character);
    if (value < 0) continue;
    if (digits == 2 * id.bytes.size()) return {};
    auto& byte = id.bytes[digits++ / 2];
    byte = static_cast<std::uint8_t>(byte << 4 | value);
  }
  return digits == 2 * id.bytes.size() ? id : Id{};
}

Id read_boot_id() {
  const UniqueFd file(::open(kBootIdPath, O_RDONLY | O_CLOEXEC));
  char text[64];
  const ssize_t count = file ? ::read(file.get(), text, sizeof text) : 0;
  return count > 0 ? parse_boot_id({text, static_cast<std::size_t>(count)}) : Id{};
}

}  // namespace

PosixClock::PosixClock(Entropy& entropy) : boot_id_(read_boot_id()) {
  if (boot_id_.empty()) entropy.fill(boot_id_.bytes);
}

MonotonicTime PosixClock::monotonic() const noexcept {
  return {read_ms(CLOCK_BOOTTIME)};
}

WallTime PosixClock::wall() const noexcept {
  return {read_ms(CLOCK_REALTIME)};
}

}  // namespace godwit
