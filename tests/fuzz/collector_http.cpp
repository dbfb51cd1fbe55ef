// Claim: the HTTP front reads queries as they were encoded, lets no control character into a
// header, knows this machine's names from all others, and takes only fault rules and directives
// that keep their bounds.
//
// Input: a byte for the part, then its text.
#include <arpa/inet.h>
#include <netinet/in.h>

#include <nlohmann/json.hpp>
#include <string>

#include "control/directives.h"
#include "control/faults.h"
#include "control/guard.h"
#include "http/query.h"
#include "http/reply_text.h"
#include "support/check.h"
#include "support/input.h"

namespace {

using namespace godwit;
using namespace godwit::collector;
using namespace godwit::fuzz;

const Limits kLimits;

// --- Queries.

std::string encoded(std::string_view text, std::uint32_t style) {
  constexpr char kUpper[] = "0123456789ABCDEF";
  constexpr char kLower[] = "0123456789abcdef";
  const char* const digits = style % 2 == 0 ? kUpper : kLower;
  std::string out;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z');
    if (c == ' ' && style / 2 % 2 == 0) {
      out += '+';
    } else if (plain) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

void query_round_trip(Input& input) {
  const std::uint32_t style = input.byte();
  const std::string_view before = input.take(input.choice(32));
  const std::string_view value = input.rest();
  const std::string query = "b=" + encoded(before, style) + "&&k=" + encoded(value, style) + "&k=x";
  check(query_value(query, "k") == std::string(value), "query: a value is read as it was encoded");
  check(query_value(query, "b") == std::string(before), "query: so is the one before it");
  check(!query_value(query, "z"), "query: what is not there is not found");
}

void query_anything(std::string_view query) {
  const auto value = query_value(query, "k");
  check(!value || value->size() <= query.size(), "query: decoding makes nothing longer");
  const auto number = query_number(query, "k", 7);
  if (number && value && !value->empty()) {
    for (char c : *value) check(c >= '0' && c <= '9', "query: a number is made of digits");
  }
  check(value || number == std::uint64_t{7}, "query: what is not there has the default");
}

// --- Headers.

void headers(Input& input) {
  Reply reply;
  reply.status = 200 + input.byte();
  const std::string_view name = input.take(input.choice(32));
  const std::string line = header_line(name, input.rest());
  check(line.ends_with("\r\n"), "header: a line is ended");
  for (std::size_t i = 0; i + 2 < line.size(); ++i) {
    const auto byte = static_cast<unsigned char>(line[i]);
    check(byte >= 0x20 && byte != 0x7F, "header: no control character is let in");
  }
  reply.headers = line;
  reply.body.append("body");
  Bytes out;
  append_reply(out, reply);
  const std::string_view text = out.view();
  const std::size_t end = text.find("\r\n\r\n");
  check(end != std::string_view::npos, "header: the head is ended");
  check(text.substr(end + 4) == (reply.status == 204 ? "" : "body"),
        "header: no value ends the head early");
}

// --- The operator's side.

bool loopback_by_hand(std::string host) {
  if (const std::size_t colon = host.rfind(':');
      colon != std::string::npos && host.find(']', colon) == std::string::npos) {
    for (char c : host.substr(colon + 1)) {
      if (c < '0' || c > '9') return false;
    }
    host.resize(colon);
  }
  if (host.find('\0') != std::string::npos) return false;
  in6_addr v6{};
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    if (inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6) != 1) return false;
    return IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127);
  }
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  std::string lower;
  for (char c : host) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  constexpr std::string_view kBelow = ".localhost";
  return lower == "localhost" || (lower.size() > kBelow.size() && lower.ends_with(kBelow));
}

void guard(Input& input) {
  constexpr std::string_view kToken = "secret";
  Peer peer;
  peer.loopback = input.choice(2) == 0;
  const std::string host(input.take(input.choice(32)));
  const std::string origin(input.take(input.choice(48)));
  Request request;
  request.peer = &peer;
  request.host = host;
  request.origin = origin;
  request.authorization = input.take(input.choice(32));
  request.query = input.rest();
  const bool named = request.authorization.starts_with("Bearer ")
                         ? request.authorization == "Bearer secret"
                         : query_value(request.query, "token") == "secret";
  const std::size_t slashes = origin.find("://");
  const bool from_here = origin.empty() || (slashes != std::string::npos &&
                                            loopback_by_hand(origin.substr(slashes + 3)));
  const bool allowed = peer.loopback && loopback_by_hand(host) && from_here && named;
  check(!check_operator(request, kToken) == allowed,
        "guard: only this machine's programs with the token are let in");
}

void check_error(const OperatorError& error) {
  check(!error.message.empty() && error.status >= 400 && error.status < 500,
        "operator: an error says what is wrong");
  const Reply reply = operator_error(error);
  check(nlohmann::json::accept(reply.body.view()), "operator: an error is JSON");
}

void fault_rules(std::string_view body) {
  Request request;
  request.body = body;
  Json json;
  if (const auto error = read_operator_json(request, kLimits, json)) return check_error(*error);
  Faults faults(kLimits);
  if (const auto error = faults.set(json, 0)) return check_error(*error);
  check(json.is_array() && json.size() <= kLimits.fault_rules_max,
        "faults: only a list is taken, and no longer one than the bound");
  for (int i = 0; i < 3; ++i) {
    const FaultRule* const rule = faults.meet("/v1/events", i * 1000);
    if (rule == nullptr) continue;
    check(rule->path.starts_with("/v1/"), "faults: no rule locks the operator out");
    check(rule->delay_ms <= static_cast<std::uint64_t>(kLimits.fault_delay_max.count()),
          "faults: a delay keeps its bound");
    check(!rule->rate || (*rule->rate >= 0 && *rule->rate <= 1), "faults: a rate is a chance");
    if (!rule->status) continue;
    check(*rule->status >= 200 && *rule->status < 600, "faults: a status is one of HTTP's");
    const Reply reply = fault_reply(*rule, request, "b");
    Bytes out;
    append_reply(out, reply);
    const std::size_t end = out.view().find("\r\n\r\n");
    check(reply.status == 204 || out.view().substr(end + 4) == reply.body.view(),
          "faults: no header of a rule ends the head early");
  }
  check(nlohmann::json::accept(operator_reply(faults.show()).body.view()),
        "faults: the rules in force are shown as JSON");
}

void directives(std::string_view body) {
  Request request;
  request.body = body;
  Json json;
  if (const auto error = read_operator_json(request, kLimits, json)) return check_error(*error);
  Directives directives;
  if (const auto error = directives.set(json, 0)) {
    check(directives.text(0).empty(), "directives: what is refused changes nothing");
    return check_error(*error);
  }
  if (json.size() == 1) {
    check(directives.text(0).empty(), "directives: where only an end is set, nothing is asked");
    return;
  }
  const auto shown = nlohmann::json::parse(directives.text(0), nullptr, false);
  check(shown.is_object(), "directives: replies carry them as JSON");
  for (const auto& [name, value] : shown.items()) {
    check(json.contains(name) && value == nlohmann::json(json[name]),
          "directives: replies carry what was set");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  switch (input.choice(6)) {
    case 0:
      query_round_trip(input);
      break;
    case 1:
      query_anything(input.rest());
      break;
    case 2:
      headers(input);
      break;
    case 3:
      guard(input);
      break;
    case 4:
      fault_rules(input.rest());
      break;
    default:
      directives(input.rest());
      break;
  }
  return 0;
}
