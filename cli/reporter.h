// Prints the tracker's log and the fate of events to standard error.
//
// Bounded: a collector that refuses a million events gets a few lines only.
// Threads: on_delivery() and on_log() come from the tracker's threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "godwit/delivery.h"
#include "godwit/ports/log_sink.h"

namespace godwit::cli {

class Reporter {
 public:
  explicit Reporter(bool verbose) : verbose_(verbose) {}

  void on_delivery(const DeliveryReport& report);
  void on_log(LogLevel level, std::string_view message);
  // Prints a call's answer, unless the log has printed the same sentence already.
  void on_status(std::string_view message);
  // Prints why a flush left events, without the parts that the log has printed already.
  void on_flush(std::string_view message);
  // Says how many sentences were left out. Called once, when the tracker is closed.
  void finish();

 private:
  void say(std::string_view sentence);
  // Whether a sentence of the log has the words of this part, up to a parenthesis.
  [[nodiscard]] bool has_logged(std::string_view part);

  bool verbose_;
  std::atomic<std::uint64_t> sentences_ = 0;
  std::mutex mutex_;
  std::set<std::string, std::less<>> logged_;  // The first kSentencesMax, with flags' names.
};

}  // namespace godwit::cli
