#include "endpoint_check.h"

#include <array>
#include <cstdint>

#include "base/loopback.h"

namespace godwit {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kHostBytesMax = 253;
constexpr std::size_t kLabelBytesMax = 63;

constexpr Fault kNoEndpoint = {
    "empty", "it is empty; pass the collector's address, such as https://collector.example"};
constexpr Fault kLongEndpoint = {"too_long", "it is longer than 2048 bytes"};
constexpr Fault kNotAscii = {
    "not_visible_ascii",
    "it must be visible ASCII without spaces; write a name of other letters in its xn-- form"};
constexpr Fault kNoScheme = {"no_scheme",
                             "it must begin with https:// or http://, such as https://host"};
constexpr Fault kUser = {"has_user",
                         "it must not have a user or a password (@); the write key says who sends"};
constexpr Fault kQuery = {"has_query", "it must not have a query (?)"};
constexpr Fault kFragment = {"has_fragment", "it must not have a fragment (#)"};
constexpr Fault kNoHost = {"no_host", "it has no host"};
constexpr Fault kBadHost = {"bad_host",
                            "its host must be letters, digits, hyphens and underscores between "
                            "single dots, or an IPv6 address in brackets"};
constexpr Fault kBadIpv4 = {"bad_ipv4",
                            "its host ends in a number, so it must be four numbers from 0 to 255 "
                            "without leading zeros, such as 127.0.0.1"};
constexpr Fault kBadIpv6 = {
    "bad_ipv6", "its host must be an IPv6 address without a zone in brackets, such as [::1]"};
constexpr Fault kBadPort = {"bad_port", "its port must be a number from 1 to 65535"};
constexpr Fault kBadPath = {"bad_path",
                            "its path has a character that must be percent-encoded, or a % that "
                            "is not followed by two hexadecimal digits"};
constexpr Fault kDotSegment = {"dot_segment", "its path must not have . or .. as a segment"};
constexpr Fault kPlainHttp = {
    "plain_http", "it is plain http to another machine; use https, or set allow_plain_http"};

constexpr Fault kNoKey = {"empty", "it is empty; pass the write key"};
constexpr Fault kLongKey = {"too_long", "it is longer than 1024 bytes"};
constexpr Fault kKeyNotAscii = {"not_visible_ascii", "it must be visible ASCII without spaces"};

bool visible_ascii(std::string_view text) {
  for (const char c : text) {
    if (c <= ' ' || c > '~') return false;
  }
  return true;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Removes "https://" or "http://", in any case, from the front.
bool take_scheme(std::string_view& rest, bool& https) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (rest.size() < scheme.size()) continue;
    std::size_t same = 0;
    while (same < scheme.size() &&
           (rest[same] == scheme[same] ||
            (is_letter(rest[same]) && (rest[same] | 0x20) == scheme[same]))) {
      ++same;
    }
    if (same != scheme.size()) continue;
    https = scheme == "https://";
    rest.remove_prefix(same);
    return true;
  }
  return false;
}

// If the last label is a number, decimal or hexadecimal, resolvers read an IPv4 address, each in
// its own way.
bool ends_in_number(std::string_view host) {
  std::string_view label = host.substr(host.rfind('.') + 1);
  if (label.starts_with("0x") || label.starts_with("0X")) {
    label.remove_prefix(2);
    for (const char c : label) {
      if (!is_hex(c)) return false;
    }
    return true;
  }
  for (const char c : label) {
    if (!is_digit(c)) return false;
  }
  return !label.empty();
}

bool is_host_name(std::string_view host) {
  if (host.size() > kHostBytesMax) return false;
  std::size_t label = 0;
  for (const char c : host) {
    if (c == '.') {
      if (label == 0) return false;
      label = 0;
      continue;
    }
    if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_') return false;
    if (++label > kLabelBytesMax) return false;
  }
  return label != 0;
}

const Fault* name_fault(std::string_view host) {
  if (host.empty()) return &kNoHost;
  std::string_view name = host;
  if (name.ends_with('.')) name.remove_suffix(1);  // The root: the name is absolute.
  if (ends_in_number(name)) {
    std::array<std::uint8_t, 4> address{};
    return parse_ipv4(host, address) ? nullptr : &kBadIpv4;
  }
  return is_host_name(name) ? nullptr : &kBadHost;
}

const Fault* port_fault(std::string_view port) {
  unsigned number = 0;
  for (const char c : port) {
    if (!is_digit(c)) return &kBadPort;
    number = number * 10 + static_cast<unsigned>(c - '0');
    if (number > 65'535) return &kBadPort;
  }
  return number == 0 ? &kBadPort : nullptr;
}

const Fault* authority_fault(std::string_view authority) {
  if (authority.find('@') != kNone) return &kUser;
  std::string_view behind;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    std::array<std::uint8_t, 16> address{};
    if (end == kNone || !parse_ipv6(authority.substr(1, end - 1), address)) return &kBadIpv6;
    behind = authority.substr(end + 1);
    if (!behind.empty() && behind[0] != ':') return &kBadIpv6;
  } else {
    const std::size_t colon = authority.find(':');
    if (colon != kNone && authority.find(':', colon + 1) != kNone) return &kBadIpv6;
    if (const Fault* const fault = name_fault(authority.substr(0, colon))) return fault;
    behind = colon == kNone ? std::string_view() : authority.substr(colon);
  }
  return behind.empty() ? nullptr : port_fault(behind.substr(1));
}

// RFC 3986's pchar and the slash.
bool is_path_character(char c) {
  return is_letter(c) || is_digit(c) || std::string_view("-._~!$&'()*+,;=:@/").find(c) != kNone;
}

// True if a segment is "." or "..", plain or encoded.
bool is_dots(std::string_view segment) {
  std::size_t dots = 0;
  while (!segment.empty()) {
    const bool encoded =
        segment.size() >= 3 && segment[0] == '%' && segment[1] == '2' && (segment[2] | 0x20) == 'e';
    if (!encoded && segment[0] != '.') return false;
    segment.remove_prefix(encoded ? 3 : 1);
    ++dots;
  }
  return dots == 1 || dots == 2;
}

const Fault* path_fault(std::string_view path) {
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (path[at] == '%') {
      if (at + 2 >= path.size() || !is_hex(path[at + 1]) || !is_hex(path[at + 2])) return &kBadPath;
    } else if (!is_path_character(path[at])) {
      return &kBadPath;
    }
  }
  while (!path.empty()) {
    const std::size_t end = path.find('/');
    if (is_dots(path.substr(0, end))) return &kDotSegment;
    path.remove_prefix(end == kNone ? path.size() : end + 1);
  }
  return nullptr;
}

}  // namespace

const Fault* endpoint_fault(std::string_view endpoint, bool plain_http) {
  if (endpoint.empty()) return &kNoEndpoint;
  if (endpoint.size() > kEndpointBytesMax) return &kLongEndpoint;
  if (!visible_ascii(endpoint)) return &kNotAscii;
  std::string_view rest = endpoint;
  bool https = false;
  if (!take_scheme(rest, https)) return &kNoScheme;
  if (rest.find('#') != kNone) return &kFragment;
  if (rest.find('?') != kNone) return &kQuery;
  const std::size_t slash = rest.find('/');
  if (const Fault* const fault = authority_fault(rest.substr(0, slash))) return fault;
  if (slash != kNone) {
    if (const Fault* const fault = path_fault(rest.substr(slash))) return fault;
  }
  if (https || plain_http || is_loopback(host_of(endpoint))) return nullptr;
  return &kPlainHttp;
}

const Fault* key_fault(std::string_view key) {
  if (key.empty()) return &kNoKey;
  if (key.size() > kKeyBytesMax) return &kLongKey;
  return visible_ascii(key) ? nullptr : &kKeyNotAscii;
}

}  // namespace godwit
