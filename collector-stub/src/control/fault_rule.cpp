#include "control/fault_rule.h"

#include "http/reply_text.h"

namespace godwit::collector {
namespace {

constexpr std::uint64_t kAny = UINT64_MAX;

void read_selectors(MemberReader& members, FaultRule& rule) {
  if (auto path = members.string("path")) rule.path = *path;
  // On other paths, a fault could lock the operator out.
  if (!rule.path.starts_with("/v1/")) members.fail("path", "This must begin with /v1/.");
  rule.nth = members.number("nth", 1, kAny);
  rule.first = members.number("first", 1, kAny);
  rule.rate = members.fraction("rate");
  rule.for_ms = members.number("for_ms", 1, kAny);
  if (auto seed = members.number("seed", 0, kAny)) rule.chance = Prng(*seed);
}

void read_headers(MemberReader& members, FaultRule& rule) {
  const Json* headers = members.any("headers");
  if (headers == nullptr) return;
  if (!headers->is_object()) return members.fail("headers", "This must be an object of strings.");
  for (const auto& header : headers->items()) {
    const auto* value = header.value().get_ptr<const std::string*>();
    if (value == nullptr) return members.fail("headers", "This must be an object of strings.");
    rule.headers += header_line(header.key(), *value);
  }
}

void read_retry_after(MemberReader& members, FaultRule& rule) {
  const Json* retry = members.any("retry_after_s");
  if (retry == nullptr) return;
  if (const auto* date = retry->get_ptr<const std::string*>()) {
    rule.headers += header_line("Retry-After", *date);
    return;
  }
  rule.retry_after_s = members.number("retry_after_s", 0, 1'000'000'000);
}

void read_cut(MemberReader& members, FaultRule& rule) {
  const auto cut = members.string("cut");
  if (!cut) return;
  if (*cut == "before_store") {
    rule.cut = Cut::before_store;
  } else if (*cut == "after_store") {
    rule.cut = Cut::after_store;
  } else if (*cut == "mid_reply") {
    rule.cut = Cut::mid_reply;
  } else {
    members.fail("cut", "This must be before_store, after_store or mid_reply.");
  }
}

}  // namespace

std::optional<OperatorError> read_fault_rule(const Json& json, const std::string& pointer,
                                             const Limits& limits, FaultRule& rule) {
  MemberReader members(json, pointer);
  rule.source = json;
  read_selectors(members, rule);
  read_headers(members, rule);
  read_retry_after(members, rule);
  read_cut(members, rule);
  if (auto status = members.number("status", 200, 599)) {
    rule.status = static_cast<unsigned>(*status);
  }
  rule.body = members.string("body");
  if (auto type = members.string("content_type")) rule.content_type = header_text(*type);
  const auto delay_max = static_cast<std::uint64_t>(limits.fault_delay_max.count());
  if (auto delay = members.number("delay_ms", 0, delay_max)) rule.delay_ms = *delay;
  if (rule.status && rule.cut != Cut::none) {
    members.fail("cut", "A rule either answers with a status or cuts; use two rules.");
  }
  if (!rule.status && (rule.body || rule.retry_after_s || !rule.headers.empty())) {
    members.fail("status", "A rule that answers needs a status.");
  }
  return members.finish();
}

}  // namespace godwit::collector
