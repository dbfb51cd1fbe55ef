#include "control/faults.h"

#include <utility>

#include "http/reply_text.h"
#include "wire/error_reply.h"

namespace godwit::collector {
namespace {

bool holds(FaultRule& rule, std::int64_t now_ms) {
  if (rule.nth && rule.seen != *rule.nth) return false;
  if (rule.first && rule.seen > *rule.first) return false;
  if (rule.for_ms && now_ms - rule.set_at_ms >= static_cast<std::int64_t>(*rule.for_ms)) {
    return false;
  }
  // 53 random bits fill a double's fraction exactly.
  return !rule.rate || static_cast<double>(rule.chance.next() >> 11) * 0x1.0p-53 < *rule.rate;
}

}  // namespace

std::optional<OperatorError> Faults::set(const Json& json, std::int64_t now_ms) {
  if (!json.is_array()) return OperatorError{400, "", "The body must be a list of rules."};
  if (json.size() > limits_.fault_rules_max) {
    return OperatorError{400, "", "There are more rules than the collector keeps."};
  }
  std::vector<FaultRule> rules;
  for (const Json& each : json) {
    FaultRule& rule = rules.emplace_back();
    rule.set_at_ms = now_ms;
    const std::string pointer = "/" + std::to_string(rules.size() - 1);
    if (auto error = read_fault_rule(each, pointer, limits_, rule)) return error;
  }
  rules_ = std::move(rules);
  return std::nullopt;
}

Json Faults::show() const {
  Json list = Json::array();
  for (const FaultRule& rule : rules_) {
    Json shown = rule.source;
    shown.emplace("seen", rule.seen);
    shown.emplace("hits", rule.hits);
    list.push_back(std::move(shown));
  }
  return list;
}

const FaultRule* Faults::meet(std::string_view path, std::int64_t now_ms) {
  FaultRule* met = nullptr;
  for (FaultRule& rule : rules_) {
    if (!path.starts_with(rule.path)) continue;
    // Every rule counts every request, so that "the third" does not depend on other rules.
    ++rule.seen;
    if (met == nullptr && holds(rule, now_ms)) met = &rule;
  }
  if (met != nullptr) ++met->hits;
  return met;
}

Reply fault_reply(const FaultRule& rule, const Request& request, std::string_view batch_id) {
  Reply reply;
  const unsigned status = rule.status ? *rule.status : 200;
  if (rule.body) {
    reply.content_type = rule.content_type;
    reply.body.append(*rule.body);
  } else if (status < 400) {
    reply.content_type.clear();
  } else {
    const WireError error{
        .status = status, .code = wire_code_of(status), .message = "A scripted fault."};
    reply = error_reply(request, error, batch_id);
    if (rule.retry_after_s) {
      reply.body.truncate(reply.body.size() - 1);
      reply.body.append(",\"retry_after_ms\":");
      reply.body.append_decimal(*rule.retry_after_s * 1000);
      reply.body.append('}');
    }
  }
  reply.status = status;
  if (rule.retry_after_s) {
    reply.headers += header_line("Retry-After", std::to_string(*rule.retry_after_s));
  }
  reply.headers += rule.headers;
  return reply;
}

}  // namespace godwit::collector
