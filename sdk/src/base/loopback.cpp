#include "base/loopback.h"

#include <algorithm>
#include <cstddef>

namespace godwit {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool ends_with_ignoring_case(std::string_view text, std::string_view end) {
  return text.size() >= end.size() &&
         std::equal(end.begin(), end.end(), text.end() - static_cast<std::ptrdiff_t>(end.size()),
                    [](char wanted, char given) { return wanted == lower(given); });
}

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  const char letter = lower(digit);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

// Removes a number in `base` from the front. False if there is none, or if it is above `max`.
bool take_number(std::string_view& text, int base, unsigned max, unsigned& number) {
  number = 0;
  std::size_t digits = 0;
  while (digits < text.size()) {
    const int value = hex_value(text[digits]);
    if (value < 0 || value >= base) break;
    number = number * static_cast<unsigned>(base) + static_cast<unsigned>(value);
    if (number > max || ++digits > 4) return false;
  }
  const bool padded = base == 10 && digits > 1 && text[0] == '0';
  text.remove_prefix(digits);
  return digits != 0 && !padded;
}

// Reads the groups on one side of "::", or all groups. Returns the number of their bytes, or kNone.
std::size_t read_groups(std::string_view text, std::array<std::uint8_t, 16>& bytes) {
  std::size_t size = 0;
  if (text.empty()) return size;
  while (size < bytes.size()) {
    std::array<std::uint8_t, 4> v4{};
    if (size <= bytes.size() - v4.size() && parse_ipv4(text, v4)) {  // Only as the last group.
      std::copy(v4.begin(), v4.end(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
      return size + v4.size();
    }
    unsigned group = 0;
    if (!take_number(text, 16, 0xFFFF, group)) return kNone;
    bytes[size++] = static_cast<std::uint8_t>(group >> 8);
    bytes[size++] = static_cast<std::uint8_t>(group & 0xFF);
    if (text.empty()) return size;
    if (text[0] != ':') return kNone;
    text.remove_prefix(1);
  }
  return kNone;
}

bool is_loopback_v6(const std::array<std::uint8_t, 16>& address) {
  const auto zeros = [&](std::size_t count) {
    return std::all_of(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(count),
                       [](std::uint8_t byte) { return byte == 0; });
  };
  const bool mapped = zeros(10) && address[10] == 0xFF && address[11] == 0xFF;
  return mapped ? address[12] == 127 : zeros(15) && address[15] == 1;
}

}  // namespace

bool parse_ipv4(std::string_view text, std::array<std::uint8_t, 4>& address) {
  for (std::size_t at = 0; at < address.size(); ++at) {
    if (at != 0) {
      if (!text.starts_with('.')) return false;
      text.remove_prefix(1);
    }
    unsigned number = 0;
    if (!take_number(text, 10, 255, number)) return false;
    address[at] = static_cast<std::uint8_t>(number);
  }
  return text.empty();
}

bool parse_ipv6(std::string_view text, std::array<std::uint8_t, 16>& address) {
  address = {};
  const std::size_t gap = text.find("::");
  if (gap == kNone) return read_groups(text, address) == address.size();
  std::array<std::uint8_t, 16> tail{};
  const std::string_view behind = text.substr(gap + 2);
  const std::size_t front_size = read_groups(text.substr(0, gap), address);
  const std::size_t tail_size = read_groups(behind, tail);
  // An IPv4 address is the last group, so it cannot stand before the gap.
  if (front_size == kNone || tail_size == kNone || text.substr(0, gap).find('.') != kNone) {
    return false;
  }
  if (front_size + tail_size > address.size() - 2) return false;
  std::copy_n(tail.begin(), tail_size, address.end() - static_cast<std::ptrdiff_t>(tail_size));
  return true;
}

bool is_loopback(std::string_view host) {
  std::array<std::uint8_t, 4> v4{};
  if (parse_ipv4(host, v4)) return v4[0] == 127;
  std::array<std::uint8_t, 16> v6{};
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (parse_ipv6(bracketed ? host.substr(1, host.size() - 2) : host, v6)) return is_loopback_v6(v6);
  constexpr std::string_view kName = "localhost";
  return ends_with_ignoring_case(host, kName) &&
         (host.size() == kName.size() ||
          (host[host.size() - kName.size() - 1] == '.' && host.size() > kName.size() + 1));
}

std::string_view host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != kNone) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (url.starts_with('[')) return url.substr(0, url.find(']') + 1);
  return url.substr(0, url.find(':'));
}

}  // namespace godwit
