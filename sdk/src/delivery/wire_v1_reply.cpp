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

}  // namespace

WireReply read_reply_v1(const HttpReply& reply, std::string_view batch_id) {
  static constexpr std::string_view kNames[] = {
      "godwit", "batch", "error", "refused", "directives", "duplicates", "retry_after_ms"};
  static constexpr std::string_view kErrorNames[] = {"message"};
  WireReply out;
  if (reply.status == 0) {
    out.message = reply.failure;
    return out;
  }
  std::string_view values[std::size(kNames)];
  // Only a reply that was read to its end is believed.
  const bool whole = read_members(reply.body, kNames, values) == nullptr;
  const bool ours = whole && values[0] == "1" && string_text(values[1]) == batch_id;
  out.verdict = judge(reply.status, ours);
  out.retry_after_ms = reply.retry_after_ms;
  std::uint64_t asked = 0;
  if (parse_whole(values[6], asked) && asked <= INT64_MAX) {
    const auto asked_ms = static_cast<std::int64_t>(asked);
    if (asked_ms > out.retry_after_ms) out.retry_after_ms = asked_ms;
  }
  if (!ours) {
    out.message = "the answer does not come from a Godwit collector";
    return out;
  }
  read_members(values[2], kErrorNames, &out.message);
  out.message = string_text(out.message);
  out.refused = values[3];
  out.directives = values[4];
  (void)parse_whole(values[5], out.duplicates);
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
