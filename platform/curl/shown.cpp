#include "curl/shown.h"

#include <algorithm>

namespace godwit {
namespace {

constexpr std::size_t kTextBytesMax = 80;
// A status has room for 239 bytes, and the reason needs half of them.
constexpr std::size_t kUrlBytesMax = 100;

std::string printable(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c < ' ' || c > '~' || c == '\\' || c == '"'; },
      '?');
  return out;
}

// Removes user and password; `path` becomes the start of the path in the rest.
std::string without_user(std::string_view url, std::size_t& path) {
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
  path = std::min(url.find_first_of("/?#", host), url.size());
  std::string out(url);
  const std::size_t at = url.substr(0, path).rfind('@');
  if (at != std::string_view::npos && at >= host) {
    out.erase(host, at + 1 - host);
    path -= at + 1 - host;
  }
  return out;
}

}  // namespace

std::string shortened(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  constexpr std::string_view kDots = "...";
  const auto inside = [&](std::size_t at) {  // Inside a character of UTF-8.
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
  };
  const std::size_t kept = bytes_max - kDots.size();
  std::size_t head = kept - kept / 3;
  std::size_t tail = text.size() - kept / 3;
  while (head > 0 && inside(head)) --head;
  while (inside(tail)) ++tail;
  return std::string(text.substr(0, head)).append(kDots).append(text.substr(tail));
}

std::string shown_text(std::string_view text) {
  return shortened(printable(text), kTextBytesMax);
}

std::string shown_url(std::string_view url) {
  std::size_t path = 0;
  std::string text = without_user(url, path);
  text.erase(std::min(text.find_first_of("?#"), text.size()));
  return shortened(printable(text), kUrlBytesMax);
}

std::string shown_origin(std::string_view url) {
  std::size_t path = 0;
  std::string text = without_user(url, path);
  text.erase(path);
  return shortened(printable(text), kUrlBytesMax);
}

}  // namespace godwit
