#include "posix/system_entropy.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>

namespace godwit {

void SystemEntropy::fill(std::span<std::uint8_t> bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t count = ::getrandom(bytes.data(), bytes.size(), 0);
    if (count > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      std::abort();
    }
  }
}

}  // namespace godwit
