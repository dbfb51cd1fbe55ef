#include "send_outcome.h"

#include <initializer_list>

namespace godwit::cli {
namespace {

// Events that the collector could not take. They do not count as lost.
constexpr std::initializer_list<DropReason> kRefusals = {DropReason::refused, DropReason::poisonous,
                                                         DropReason::too_large};

struct Loss {
  DropReason reason;
  const char* words;
};
constexpr std::initializer_list<Loss> kLosses = {
    {DropReason::queue_full, "evicted from a full queue"},
    {DropReason::expired, "too old"},
    {DropReason::corrupt, "damaged on the device"},
    {DropReason::lost, "in memory only when the program ended"},
};

std::uint64_t dropped(const Stats& stats, DropReason reason) {
  return stats.dropped[static_cast<std::size_t>(reason)];
}

}  // namespace

ExitCode exit_code(const SendOutcome& outcome) {
  if (outcome.streams_failed) return kFailed;
  if (!lost_sentence(outcome.stats).empty()) return kLost;
  if (outcome.stats.queued_events != 0) return kStillQueued;
  std::uint64_t refused = outcome.declined_lines;
  for (const DropReason reason : kRefusals) refused += dropped(outcome.stats, reason);
  return refused != 0 ? kRefused : kDone;
}

std::string lost_sentence(const Stats& stats) {
  std::uint64_t events = 0;
  std::string parts;
  for (const Loss& loss : kLosses) {
    const std::uint64_t count = dropped(stats, loss.reason);
    if (count == 0) continue;
    events += count;
    parts.append(parts.empty() ? "" : ", ").append(std::to_string(count) + " " + loss.words);
  }
  if (events == 0) return {};
  return std::to_string(events) + (events == 1 ? " event is lost: " : " events are lost: ") + parts;
}

}  // namespace godwit::cli
