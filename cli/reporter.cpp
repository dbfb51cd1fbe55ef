#include "reporter.h"

#include <algorithm>
#include <string>

#include "flag_names.h"
#include "output.h"

namespace godwit::cli {
namespace {

constexpr std::uint64_t kSentencesMax = 100;

constexpr std::string_view kBetweenParts = "; ";

// The program ends behind a flush, and its last line counts these events as lost.
constexpr std::string_view kWaitsInMemory = "undelivered events wait in memory only";

std::string events(const DeliveryReport& report) {
  std::string text = std::to_string(report.count) + (report.count == 1 ? " event (" : " events (");
  text += std::to_string(report.first_sequence);
  if (report.last_sequence != report.first_sequence) {
    text += " to " + std::to_string(report.last_sequence);
  }
  return text + ")";
}

std::string details(const DeliveryReport& report) {
  std::string text;
  for (const std::string_view part : {report.code, report.pointer, report.message}) {
    if (!part.empty()) text.append(text.empty() ? ": " : ", ").append(part);
  }
  return text;
}

// The log has said why a delivery of this run failed.
std::string without_failure(std::string_view message) {
  constexpr std::string_view kFailed = "the last delivery failed";
  std::string text(message);
  const std::size_t end = text.find("); next attempt");
  if (text.starts_with(kFailed) && end != std::string::npos) {
    text.erase(kFailed.size(), end + 1 - kFailed.size());
  }
  return text;
}

}  // namespace

void Reporter::say(std::string_view sentence) {
  if (verbose_ || sentences_.fetch_add(1) < kSentencesMax) warn(sentence);
}

void Reporter::on_delivery(const DeliveryReport& report) {
  switch (report.outcome) {
    case DeliveryOutcome::dropped:
      say("dropped " + events(report) + ", " + std::string(to_string(report.reason)) +
          details(report));
      break;
    case DeliveryOutcome::will_retry:
      if (verbose_) say("will try " + events(report) + " again");  // The log says why.
      break;
    case DeliveryOutcome::sent:
      if (verbose_) say("delivered " + events(report));
      break;
  }
}

void Reporter::on_log(LogLevel level, std::string_view message) {
  if (!verbose_ && level < LogLevel::warning) return;
  const std::string sentence = with_flag_names(message);
  {
    const std::lock_guard lock(mutex_);
    if (logged_.size() < kSentencesMax) logged_.insert(sentence);
  }
  say(sentence);
}

void Reporter::on_status(std::string_view message) {
  const std::string sentence = with_flag_names(message);
  {
    const std::lock_guard lock(mutex_);
    if (logged_.contains(sentence)) return;
  }
  warn(sentence);
}

bool Reporter::has_logged(std::string_view part) {
  const std::string_view words = part.substr(0, part.find(" ("));
  const std::lock_guard lock(mutex_);
  return std::any_of(logged_.begin(), logged_.end(), [words](const std::string& sentence) {
    return sentence.find(words) != std::string::npos;
  });
}

void Reporter::on_flush(std::string_view message) {
  const std::string sentence = with_flag_names(without_failure(message));
  std::string left;
  std::string_view rest = sentence;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(kBetweenParts));
    rest.remove_prefix(std::min(part.size() + kBetweenParts.size(), rest.size()));
    if (part == kWaitsInMemory || has_logged(part)) continue;
    left.append(left.empty() ? "" : kBetweenParts).append(part);
  }
  if (!left.empty()) warn(left);
}

void Reporter::finish() {
  const std::uint64_t said = sentences_.load();
  if (verbose_ || said <= kSentencesMax) return;
  const std::uint64_t more = said - kSentencesMax;
  warn(std::to_string(more) + (more == 1 ? " more such line was" : " more such lines were") +
       " left out; --verbose prints all");
}

}  // namespace godwit::cli
