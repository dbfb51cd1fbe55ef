// Claim: read_reply_v1() takes a reply for ours only where another parser finds the protocol's
// version and the batch's id in it, reads what a well-formed reply says, and keeps directives
// within their bounds.
//
// Input: a byte for the status, then the body.
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "delivery/directives.h"
#include "delivery/wire_v1.h"
#include "support/check.h"
#include "support/input.h"
#include "support/reference_json.h"

namespace {

using namespace godwit;
using namespace godwit::fuzz;
using nlohmann::json;

constexpr std::string_view kBatch = "0123456789abcdef";
constexpr int kStatuses[] = {0,   100, 200, 201, 204, 301, 302, 400, 401, 403,
                             404, 408, 410, 413, 415, 429, 431, 500, 503, 599};
constexpr std::int64_t kNow = 1'000'000;
constexpr std::uint32_t kDepth = 64;  // JsonReader's default.

// The verdict of another parser on the body. With a key twice in an object, parsers may differ in
// which one counts, so only `named` is asked then.
struct Oracle {
  bool named = false;   // A member godwit that is 1, and a member batch with our id.
  bool unique = false;  // No key twice, no key or text with escapes.
  json body;
};

Oracle ask(std::string_view text) {
  Oracle oracle;
  const Reference reference = read_reference(text);
  if (!reference.accepted || reference.depth > kDepth) return oracle;
  bool version = false;
  bool batch = false;
  std::uint32_t depth = 0;
  for (std::size_t i = 0; i + 1 < reference.tokens.size(); ++i) {
    const RefToken& token = reference.tokens[i];
    if (token.kind == RefKind::begin_object || token.kind == RefKind::begin_array) ++depth;
    if (token.kind == RefKind::end_object || token.kind == RefKind::end_array) --depth;
    if (token.kind != RefKind::key || depth != 1) continue;
    const RefToken& value = reference.tokens[i + 1];
    version =
        version || (token.text == "godwit" && value.kind == RefKind::whole && value.whole == 1);
    batch =
        batch || (token.text == "batch" && value.kind == RefKind::string && value.text == kBatch);
  }
  oracle.named = reference.tokens.front().kind == RefKind::begin_object && version && batch;
  // A number beyond double is not in the document as it is in the text.
  oracle.unique = !has_duplicates(reference) && text.find('\\') == std::string_view::npos &&
                  reference.text == text;
  if (oracle.unique) oracle.body = parse_document(text);
  return oracle;
}

std::uint64_t whole(const json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::string text(const json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void check_refusals(const WireReply& reply, const json& body) {
  std::vector<const json*> wanted;
  if (const auto list = body.find("refused"); list != body.end() && list->is_array()) {
    for (const json& item : *list) {
      if (item.is_object() && whole(item, "sequence") != 0) wanted.push_back(&item);
    }
  }
  RefusalReader reader(reply.refused);
  Refusal refusal;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    check(reader.next(refusal), "reply: every refusal is read");
    check(refusal.sequence == whole(*wanted[i], "sequence") &&
              refusal.section == whole(*wanted[i], "section") &&
              refusal.code == text(*wanted[i], "code") &&
              refusal.pointer == text(*wanted[i], "pointer") &&
              refusal.message == text(*wanted[i], "message"),
          "reply: a refusal says what the collector wrote");
  }
  check(!reader.next(refusal), "reply: no other refusal is read");
}

void check_directives(const Directives& directives) {
  check(directives.expires_ms >= kNow + kDirectiveExpiryMinMs &&
            directives.expires_ms <= kNow + kDirectiveExpiryMaxMs,
        "reply: directives end within their bounds");
  check(directives.flush_interval_ms == 0 ||
            (directives.flush_interval_ms >= kDirectiveFlushIntervalMinMs &&
             directives.flush_interval_ms <= kDirectiveFlushIntervalMaxMs),
        "reply: the flush interval is within its bounds");
  check(directives.sampling_permille <= kSamplingAllPermille,
        "reply: sampling is within its bounds");
  std::uint32_t names = 0;
  for (char c : directives.off.view()) names += c == '\0' ? 1 : 0;
  check(names <= kDirectiveNamesMax, "reply: no more names are kept than the bound");
}

void check_names(const Directives& directives, const json& wanted) {
  const auto list = wanted.find("off");
  if (list == wanted.end() || !list->is_array()) return;
  std::uint32_t count = 0;
  for (const json& name : *list) {
    if (!name.is_string()) continue;
    const bool taken = count++ < kDirectiveNamesMax;
    check(!taken || directives.switched_off(name.get_ref<const std::string&>()),
          "reply: every event in the list is switched off");
  }
  check(!directives.switched_off("in no list"), "reply: no other event is switched off");
}

Verdict verdict_of(int status, bool ours) {
  if (!ours) return status == 413 ? Verdict::foreign_413 : Verdict::failed;
  if (status == 200) return Verdict::accepted;
  if (status == 400) return Verdict::malformed;
  if (status == 401 || status == 403) return Verdict::key_refused;
  if (status == 410) return Verdict::gone;
  return status == 413 ? Verdict::too_large : Verdict::failed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  HttpReply reply;
  reply.status = kStatuses[input.choice(std::size(kStatuses))];
  reply.body = input.rest();

  const WireReply read = read_reply_v1(reply, kBatch);
  const Oracle oracle = ask(reply.body);
  const bool answered = reply.status != 0;
  check(read.verdict == verdict_of(reply.status, false) ||
            (oracle.named && answered && read.verdict == verdict_of(reply.status, true)),
        "reply: a foreign body is never taken for ours");
  check(read.retry_after_ms >= 0, "reply: a wait is never negative");
  Directives directives;
  const bool directed = read_directives(read.directives, kNow, directives);
  if (directed) check_directives(directives);
  if (!oracle.named) {
    check(read.refused.empty() && read.directives.empty(), "reply: a foreign body says nothing");
    return 0;
  }
  if (!oracle.unique || !answered) return 0;

  check(read.verdict == verdict_of(reply.status, true), "reply: ours is taken for ours");
  check_refusals(read, oracle.body);
  check(read.duplicates == whole(oracle.body, "duplicates"), "reply: duplicates are counted");
  if (directed) check_names(directives, *oracle.body.find("directives"));

  const std::uint64_t body_ms = whole(oracle.body, "retry_after_ms");
  check(body_ms > INT64_MAX || read.retry_after_ms >= static_cast<std::int64_t>(body_ms),
        "reply: the wait is at least what the body says");
  return 0;
}
