#include "control/guard.h"

#include <algorithm>

#include "base/loopback.h"
#include "http/query.h"

namespace godwit::collector {
namespace {

bool is_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Takes the same time for wrong and right tokens.
bool same_secret(std::string_view given, std::string_view wanted) {
  unsigned difference = given.size() == wanted.size() ? 0 : 1;
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    const char c = at < given.size() ? given[at] : '\0';
    difference |= static_cast<unsigned>(static_cast<unsigned char>(c ^ wanted[at]));
  }
  return difference == 0;
}

bool has_token(const Request& request, std::string_view token) {
  constexpr std::string_view kBearer = "Bearer ";
  if (request.authorization.starts_with(kBearer)) {
    return same_secret(request.authorization.substr(kBearer.size()), token);
  }
  const auto from_query = query_value(request.query, "token");
  return from_query && same_secret(*from_query, token);
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  // The port is the digits after the last colon; the colons of [::1] are inside brackets.
  const std::size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
    if (!is_digits(host.substr(colon + 1))) return false;
    host = host.substr(0, colon);
  }
  return is_loopback(host);
}

std::optional<OperatorError> check_operator(const Request& request, std::string_view token) {
  if (!request.peer->loopback) {
    return OperatorError{403, "", "Only programs on the collector's machine may use this."};
  }
  if (!is_loopback_host(request.host)) {
    return OperatorError{403, "", "The Host header must be localhost, 127.0.0.1 or [::1]."};
  }
  if (!request.origin.empty()) {
    const std::size_t slashes = request.origin.find("://");
    if (slashes == std::string_view::npos ||
        !is_loopback_host(request.origin.substr(slashes + 3))) {
      return OperatorError{403, "", "Web pages from elsewhere may not use this."};
    }
  }
  if (!token.empty() && !has_token(request, token)) {
    return OperatorError{401, "",
                         "Send the inspect token as Authorization: Bearer TOKEN or ?token=TOKEN."};
  }
  return std::nullopt;
}

}  // namespace godwit::collector
