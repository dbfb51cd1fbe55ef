#include "schema/a_label.h"

#include <cstddef>
#include <cstring>

#include "base/bytes.h"
#include "base/utf8.h"
#include "schema/pattern_machine.h"

namespace godwit {
namespace {

constexpr std::size_t kPrefixBytes = 4;
constexpr std::size_t kLabelBytesMax = 63;

// RFC 3492, section 5.
constexpr std::uint32_t kBase = 36;
constexpr std::uint32_t kThresholdMin = 1;
constexpr std::uint32_t kThresholdMax = 26;
constexpr std::uint32_t kSkew = 38;
constexpr std::uint32_t kDamp = 700;
constexpr std::uint32_t kInitialBias = 72;
constexpr std::uint32_t kFirstCodePoint = 0x80;
constexpr std::uint32_t kCodePointMax = 0x10FFFF;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

// kBase if the character is no digit.
std::uint32_t digit_of(char c) {
  c = lower(c);
  if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a');
  return c >= '0' && c <= '9' ? static_cast<std::uint32_t>(c - '0' + 26) : kBase;
}

std::uint32_t adapt(std::uint32_t delta, std::uint32_t count, bool first) {
  delta = first ? delta / kDamp : delta / 2;
  delta += delta / count;
  std::uint32_t bias = 0;
  for (; delta > (kBase - kThresholdMin) * kThresholdMax / 2; bias += kBase) {
    delta /= kBase - kThresholdMin;
  }
  return bias + (kBase - kThresholdMin + 1) * delta / (delta + kSkew);
}

struct Label {
  std::uint32_t code_points[kLabelBytesMax];
  std::uint32_t count = 0;
};

// Returns false if the text is no Punycode, decodes to ASCII only, or begins with the delimiter: an
// encoder writes none if no ASCII goes before it.
bool decode(std::string_view text, Label& label) {
  const std::size_t delimiter = text.rfind('-');
  if (delimiter == 0) return false;
  if (delimiter != std::string_view::npos) {
    for (const char c : text.substr(0, delimiter)) {
      label.code_points[label.count++] = static_cast<unsigned char>(lower(c));
    }
    text.remove_prefix(delimiter + 1);
  }
  std::uint32_t code_point = kFirstCodePoint;
  std::uint32_t bias = kInitialBias;
  std::uint64_t index = 0;
  bool first = true;
  if (text.empty()) return false;
  while (!text.empty()) {
    const std::uint64_t before = index;
    std::uint64_t weight = 1;
    for (std::uint32_t k = kBase;; k += kBase) {
      const std::uint32_t digit = text.empty() ? kBase : digit_of(text[0]);
      if (digit == kBase) return false;
      text.remove_prefix(1);
      index += digit * weight;
      const std::uint32_t threshold = k <= bias                   ? kThresholdMin
                                      : k >= bias + kThresholdMax ? kThresholdMax
                                                                  : k - bias;
      if (digit < threshold) break;
      weight *= kBase - threshold;
      if (index > kCodePointMax * 64ull || weight > kCodePointMax * 64ull) return false;
    }
    const std::uint32_t count = label.count + 1;
    bias = adapt(static_cast<std::uint32_t>(index - before), count, first);
    first = false;
    if (index / count > kCodePointMax - code_point) return false;
    code_point += static_cast<std::uint32_t>(index / count);
    index %= count;
    if (code_point >> 11 == 0xD800 >> 11) return false;
    std::memmove(label.code_points + index + 1, label.code_points + index,
                 (label.count - index) * sizeof code_point);
    label.code_points[index++] = code_point;
    ++label.count;
  }
  return true;
}

bool a_label_holds(std::string_view text, const std::uint32_t* forbidden) {
  Label label;
  if (!decode(text.substr(kPrefixBytes), label)) return false;
  char lent[kLabelBytesMax * 4];
  Bytes decoded{std::span<char>(lent)};
  for (std::uint32_t i = 0; i < label.count; ++i) append_utf8(decoded, label.code_points[i]);
  return !pattern_matches(forbidden, decoded.view());
}

}  // namespace

bool a_labels_hold(std::string_view host, const std::uint32_t* forbidden) {
  while (!host.empty()) {
    const std::string_view label = host.substr(0, host.find('.'));
    const bool encoded = label.size() >= kPrefixBytes && lower(label[0]) == 'x' &&
                         lower(label[1]) == 'n' && label[2] == '-' && label[3] == '-';
    if (encoded && !a_label_holds(label, forbidden)) return false;
    host.remove_prefix(label.size() < host.size() ? label.size() + 1 : host.size());
  }
  return true;
}

}  // namespace godwit
