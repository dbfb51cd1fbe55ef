// A fuzz input, consumed from its front: choices first, then the text that they are about. So a
// corpus file can be written by hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace godwit::fuzz {

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size)
      : rest_(reinterpret_cast<const char*>(data), size) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }

  // The next byte; 0 behind the end, so that every input means something.
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const char first = rest_.front();
    rest_.remove_prefix(1);
    return static_cast<std::uint8_t>(first);
  }
  // One of `count` choices.
  std::uint32_t choice(std::uint32_t count) { return byte() % count; }
  // Two bytes, little-endian.
  std::uint32_t word() {
    const std::uint32_t low = byte();
    return low | static_cast<std::uint32_t>(byte()) << 8;
  }
  // As many bytes as there are, at most `count`.
  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view rest() { return take(rest_.size()); }

 private:
  std::string_view rest_;
};

}  // namespace godwit::fuzz
