// `godwit send`: from lines on standard input to events at the collector.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <future>
#include <optional>
#include <string>

#include "command.h"
#include "event_line.h"
#include "godwit/tracker.h"
#include "interrupt.h"
#include "line_reader.h"
#include "output.h"
#include "pacer.h"
#include "reporter.h"
#include "send_options.h"
#include "send_outcome.h"
#include "send_stats.h"
#include "sequence_writer.h"

namespace godwit::cli {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kLineBytesMax = 16 * 1024 * 1024;

// The pause between two tries while the queue is full. The worker drains a part meanwhile.
constexpr milliseconds kQueueFullWait{2};

// While consent is pending nothing makes room, unless the data directory remembers an earlier
// consent.
constexpr milliseconds kPendingWait{1000};

// The longest time that a flush may delay an interrupt.
constexpr milliseconds kInterruptWait{200};

class Sending {
 public:
  Sending(Tracker& tracker, const SendOptions& options)
      : tracker_(tracker),
        consent_pending_(options.config.consent == Consent::pending),
        pacer_(options.events_per_second),
        claims_(options.accepted_descriptor) {}

  // Returns false if the input could not be read to its end.
  bool read_input();

  [[nodiscard]] std::uint64_t accepted() const { return accepted_; }
  [[nodiscard]] std::uint64_t declined() const { return declined_; }
  [[nodiscard]] std::uint64_t repaired() const { return repaired_; }

 private:
  void take(std::string_view line);
  Receipt track(const EventLine& event);
  void decline(std::string_view reason);

  Tracker& tracker_;
  const bool consent_pending_;
  bool waited_in_vain_ = false;  // For room in the queue.
  Pacer pacer_;
  SequenceWriter claims_;
  LineReader lines_{STDIN_FILENO, interrupt_descriptor(), kLineBytesMax};
  EventLine event_;
  std::uint64_t accepted_ = 0;
  std::uint64_t declined_ = 0;
  std::uint64_t repaired_ = 0;  // Counts accepted lines.
};

bool Sending::read_input() {
  std::string_view line;
  while (!interrupted()) {
    switch (lines_.next(line)) {
      case LineReader::Outcome::line:
        take(line);
        break;
      case LineReader::Outcome::too_long:
        decline("the line is longer than 16 MiB");
        break;
      case LineReader::Outcome::end:
      case LineReader::Outcome::interrupted:
        return true;
      case LineReader::Outcome::failed:
        warn(std::string("standard input cannot be read: ") + std::strerror(errno));
        return false;
    }
  }
  return true;
}

void Sending::take(std::string_view line) {
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
  if (!event_.parse(line)) {
    decline(event_.error());
    return;
  }
  pacer_.wait();
  const Receipt receipt = track(event_);
  if (receipt.sequence != 0 && event_.repaired()) ++repaired_;
  if (receipt.ok()) {
    ++accepted_;
    claims_.claim(receipt.sequence);
  } else if (receipt.sequence != 0) {
    // Taken, but less safe than --durability asks: counted, and not claimed.
    ++accepted_;
    warn("line " + std::to_string(lines_.line_number()) + ": " +
         std::string(receipt.status.message()));
  } else if (receipt.status.code() != StatusCode::withheld) {
    decline(receipt.status.message());
  }
}

// While the queue is full, the input waits for room.
Receipt Sending::track(const EventLine& event) {
  milliseconds waited{0};
  for (;;) {
    const Receipt receipt = tracker_.track_json(event.name(), event.properties(), event.options());
    const bool full = receipt.status.code() == StatusCode::queue_full;
    if (!full) waited_in_vain_ = false;
    if (!full || waited_in_vain_ || interrupted()) return receipt;
    wait_for(kQueueFullWait);
    waited += kQueueFullWait;
    waited_in_vain_ = consent_pending_ && waited >= kPendingWait;
  }
}

void Sending::decline(std::string_view reason) {
  ++declined_;
  warn("line " + std::to_string(lines_.line_number()) + " is declined: " + std::string(reason));
}

// On a thread of its own, because a flush ends early only if the tracker is closed.
void flush(Tracker& tracker, milliseconds timeout, Reporter& reporter) {
  if (timeout.count() <= 0 || interrupted()) return;
  std::future<Status> flushed =
      std::async(std::launch::async, [&tracker, timeout] { return tracker.flush(timeout); });
  while (flushed.wait_for(kInterruptWait) == std::future_status::timeout) {
    if (interrupted()) static_cast<void>(tracker.close(milliseconds(0)));
  }
  const Status status = flushed.get();
  const bool left = status.code() == StatusCode::waiting || status.code() == StatusCode::timed_out;
  if (left) reporter.on_flush(status.message());
}

bool usable_descriptor(int descriptor) {
  return descriptor < 0 || ::fcntl(descriptor, F_GETFD) != -1;
}

}  // namespace

int run_send(std::span<char* const> arguments) {
  SendOptions options;
  if (const std::optional<int> exit = read_send_options(arguments, options)) return *exit;
  if (!usable_descriptor(options.accepted_descriptor)) {
    warn("--accepted-fd names a descriptor that is not open");
    return kUsage;
  }
  catch_interrupts();

  Reporter reporter(options.verbose);
  options.config.on_delivery = [&](const DeliveryReport& report) { reporter.on_delivery(report); };
  options.config.log = [&](LogLevel level, std::string_view message) {
    reporter.on_log(level, message);
  };
  Result<Tracker> opened = Tracker::open(options.config);
  if (!opened.ok()) {
    reporter.on_status(opened.status().message());
    return opened.status().code() == StatusCode::invalid_argument ? kUsage : kFailed;
  }
  Tracker& tracker = opened.value();
  if (const Status storage = tracker.storage(); !storage.ok()) {
    reporter.on_status(storage.message());
  }

  Sending sending(tracker, options);
  const bool input_read = sending.read_input();
  if (options.flush) flush(tracker, options.flush_timeout, reporter);
  // Undelivered events are queued, and the stats say so.
  static_cast<void>(tracker.close(milliseconds(0)));
  reporter.finish();

  Stats stats = tracker.stats();
  stats.repaired += sending.repaired();
  const bool printed = print(send_stats_json(sending.accepted(), sending.declined(), stats));
  if (const std::string lost = lost_sentence(stats); !lost.empty()) warn(lost);
  return exit_code({!input_read || !printed, sending.declined(), stats});
}

}  // namespace godwit::cli
