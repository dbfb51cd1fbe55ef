#include "reporter.h"

#include <string>

#include "flag_names.h"
#include "output.h"

namespace godwit::cli {
namespace {

constexpr std::uint64_t kSentencesMax = 100;

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
  {
    const std::lock_guard lock(mutex_);
    if (logged_.size() < kSentencesMax) logged_.emplace(message);
  }
  say(with_flag_names(message));
}

void Reporter::on_status(std::string_view message) {
  {
    const std::lock_guard lock(mutex_);
    if (logged_.contains(message)) return;
  }
  warn(with_flag_names(message));
}

void Reporter::finish() {
  const std::uint64_t said = sentences_.load();
  if (verbose_ || said <= kSentencesMax) return;
  const std::uint64_t more = said - kSentencesMax;
  warn(std::to_string(more) + (more == 1 ? " more such line was" : " more such lines were") +
       " left out; --verbose prints all");
}

}  // namespace godwit::cli
