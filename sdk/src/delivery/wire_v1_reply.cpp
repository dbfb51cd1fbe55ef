#include <iterator>

#include "delivery/wire_v1.h"

namespace godwit {
namespace {

Verdict judge(int status, bool ours) {
  if (!ours) return status == 413 ? Verdict::foreign_413 : Verdict::failed;
  switch (status) {
    case 200:
      return Verdict::accepted;
    case 400:
      return Verdict::malformed;
    case 401:
    case 403:
      return Verdict::key_refused;
    case 410:
      return Verdict::gone;
    case 413:
      return Verdict::too_large;
    default:
      return Verdict::failed;
  }
}

// Milliseconds of a JSON number, rounded down; anything else is 0. A number that does not fit, or
// has an exponent (which writers use for large numbers), becomes the largest; the policy cuts it.
std::int64_t asked_ms(std::string_view text) {
  std::int64_t asked = 0;
  int digits = 0;
  for (const char c : text) {
    if ((c | 32) == 'e' || ++digits > 18) return INT64_MAX;
    if (c < '0' || c > '9') break;
    asked = asked * 10 + (c - '0');
  }
  return asked;
}

}  // namespace

WireReply read_reply_v1(const HttpReply& reply, std::string_view batch_id) {
  static constexpr std::string_view kNames[] = {
      "godwit", "batch", "error", "refused", "directives", "duplicates", "retry_after_ms"};
  static constexpr std::string_view kErrorNames[] = {"message"};
  WireReply out;
  std::string_view values[std::size(kNames)];
  // Only a complete reply is believed.
  const bool whole = read_members(reply.body, kNames, values) == nullptr;
  const bool ours = whole && values[0] == "1" && string_text(values[1]) == batch_id;
  out.verdict = judge(reply.status, ours);
  out.retry_after_ms = reply.retry_after_ms;
  const std::int64_t asked = asked_ms(values[6]);
  if (asked > out.retry_after_ms) out.retry_after_ms = asked;
  if (ours) {
    read_members(values[2], kErrorNames, &out.message);
    out.message = string_text(out.message);
    out.refused = values[3];
    out.directives = values[4];
    (void)parse_whole(values[5], out.duplicates);
  }
  if (out.message.empty()) out.message = reply.failure;
  return out;
}

bool RefusalReader::next(Refusal& refusal) {
  static constexpr std::string_view kNames[] = {"section", "sequence", "code", "pointer",
                                                "message"};
  std::string_view element;
  while (elements_.next(element)) {
    std::string_view values[std::size(kNames)];
    read_members(element, kNames, values);
    refusal = {0, 0, string_text(values[2]), string_text(values[3]), string_text(values[4])};
    (void)parse_whole(values[0], refusal.section);
    if (parse_whole(values[1], refusal.sequence)) return true;
  }
  return false;
}

}  // namespace godwit
