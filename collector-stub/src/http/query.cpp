#include "http/query.h"

#include "base/json_reader.h"

namespace godwit::collector {
namespace {

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

std::optional<std::string> decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  while (!text.empty()) {
    char character = text[0];
    std::size_t taken = 1;
    if (character == '+') character = ' ';
    if (character == '%') {
      const int high = text.size() > 2 ? hex_value(text[1]) : -1;
      const int low = text.size() > 2 ? hex_value(text[2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      character = static_cast<char>(high * 16 + low);
      taken = 3;
    }
    decoded.push_back(character);
    text.remove_prefix(taken);
  }
  return decoded;
}

}  // namespace

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    const std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) != name) continue;
    return decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
  }
  return std::nullopt;
}

std::optional<std::uint64_t> query_number(std::string_view query, std::string_view name,
                                          std::uint64_t fallback) {
  const std::optional<std::string> text = query_value(query, name);
  if (!text || text->empty()) return fallback;
  std::uint64_t number = 0;
  if (!parse_whole(*text, number)) return std::nullopt;
  return number;
}

}  // namespace godwit::collector
