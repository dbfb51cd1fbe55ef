// The code that one would write by hand in place of an SDK: it writes the shared event as one line
// of JSON into a buffer on the stack, with std::to_chars and a loop that escapes strings.
//
// The text is what ours encodes, byte for byte, but for the members before "n" and the line's end.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "event.h"

namespace bench {

// Any shared event fits, whatever stands before it.
inline constexpr std::size_t kLineBytesMax = 1'024;

class LineWriter {
 public:
  explicit LineWriter(char* to) : begin_(to), at_(to) {}

  LineWriter& raw(std::string_view text) {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
    return *this;
  }
  LineWriter& string(std::string_view text) {
    *at_++ = '"';
    for (const char character : text) {
      if (character == '"' || character == '\\') {
        *at_++ = '\\';
        *at_++ = character;
      } else if (static_cast<unsigned char>(character) < 0x20) {
        constexpr char kDigits[] = "0123456789abcdef";
        raw("\\u00");
        *at_++ = kDigits[character >> 4];
        *at_++ = kDigits[character & 15];
      } else {
        *at_++ = character;
      }
    }
    *at_++ = '"';
    return *this;
  }
  template <typename Number>
  LineWriter& number(Number value) {
    at_ = std::to_chars(at_, begin_ + kLineBytesMax, value).ptr;
    return *this;
  }
  [[nodiscard]] std::string_view view() const {
    return {begin_, static_cast<std::size_t>(at_ - begin_)};
  }

 private:
  char* begin_;
  char* at_;
};

// `"p":{…}`, without what stands around it.
inline void write_properties(LineWriter& to, const Event& event) {
  to.raw("\"p\":{\"page\":").string(event.page);
  to.raw(",\"title\":").string(event.title);
  to.raw(",\"referrer\":").string(event.referrer);
  to.raw(",\"quantity\":").number(event.quantity);
  to.raw(",\"price\":").number(event.price);
  to.raw(",\"scroll\":").number(event.scroll);
  to.raw(",\"signed_in\":").raw(event.signed_in ? "true" : "false");
  to.raw(",\"coupon\":");
  if (event.coupon.empty()) {
    to.raw("null");
  } else {
    to.string(event.coupon);
  }
  to.raw(",\"viewport\":[").number(event.width).raw(",").number(event.height).raw("]}");
}

// {"n":…,"t":…,"p":{…}}, as on our wire.
inline void write_event(LineWriter& to, const Event& event, std::int64_t time_ms) {
  to.raw("{\"n\":").string(kEventName).raw(",\"t\":").number(time_ms).raw(",");
  write_properties(to, event);
  to.raw("}");
}

inline void write_uuid(LineWriter& to, std::uint64_t high, std::uint64_t low) {
  constexpr char kDigits[] = "0123456789abcdef";
  high = (high & ~0xF000u) | 0x4000u;  // Version 4, variant 1 (RFC 9562).
  low = (low & ~(std::uint64_t{3} << 62)) | std::uint64_t{1} << 63;
  char text[36];
  char* at = text;
  for (int nibble = 0; nibble < 32; ++nibble) {
    if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) *at++ = '-';
    const std::uint64_t half = nibble < 16 ? high : low;
    *at++ = kDigits[half >> (60 - 4 * (nibble % 16)) & 15];
  }
  to.raw({text, sizeof text});
}

// {"id":"UUID","time":…,"n":…,"p":{…}}: what a plain pipeline needs for each event, so that
// somebody behind it can sort out what was sent twice.
inline void write_event_with_uuid(LineWriter& to, const Event& event, std::int64_t wall_ms,
                                  Random& random) {
  to.raw("{\"id\":\"");
  write_uuid(to, random.next(), random.next());
  to.raw("\",\"time\":").number(wall_ms).raw(",\"n\":").string(kEventName).raw(",");
  write_properties(to, event);
  to.raw("}");
}

}  // namespace bench
