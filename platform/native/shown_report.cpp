#include "native/shown_report.h"

#include "base/visible_text.h"

namespace godwit {
namespace {

// A collector's sentence has about a hundred bytes; a stranger may send a million.
constexpr std::size_t kWordsBytesMax = 500;

void append_bounded(Bytes& out, std::string_view words, bool json) {
  const std::size_t begin = out.size();
  if (json) {
    append_visible_json(out, words);
  } else {
    append_visible(out, words);
  }
  if (out.size() - begin <= kWordsBytesMax) return;
  std::size_t end = begin + kWordsBytesMax;
  while ((static_cast<unsigned char>(out.data()[end]) & 0xc0) == 0x80) --end;
  out.truncate(end);
  out.append("...");
}

}  // namespace

void append_shown(Bytes& out, std::string_view words, std::string_view answerer) {
  append_bounded(out, words, !answerer.empty());
  if (answerer.empty() || words.empty()) return;
  out.append(" (");
  out.append(answerer);
  out.append(')');
}

ShownReport::ShownReport(const DeliveryReport& report, std::string_view answerer)
    : report_(report) {
  append_bounded(code_, report.code, true);
  append_bounded(pointer_, report.pointer, true);
  // A refusal concerns the event, not the collector's address.
  const bool refused =
      report.outcome == DeliveryOutcome::dropped && report.reason == DropReason::refused;
  if (refused) {
    append_bounded(message_, report.message, true);
  } else {
    append_shown(message_, report.message, answerer);
  }
  report_.code = code_.view();
  report_.pointer = pointer_.view();
  report_.message = message_.view();
}

}  // namespace godwit
