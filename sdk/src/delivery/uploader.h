// The uploader: leases, sends, and acts on what the collector answers. One request at a time.
//
// Three parts: when to send is decide() of send_policy.h; the search for an event that the
// collector cannot read is poison_search.h; one attempt is this state machine:
//
//   state       means                                       then
//   idle        no attempt: pump() sends or arms a timer    claiming, recording, reading, telling
//   claiming    another opening of the queue sends          idle, and it is decided anew
//   recording   the attempt is being written to the store,  reading, idle
//               so that a crash loop cannot cut a back-off
//               short; skipped while requests succeed
//   reading     the leased segments that are not in memory  sending, discarding, telling
//               are read from the store
//   sending     the request is under way                    discarding, telling
//   discarding  as reading or sending, after cancel(): the  telling
//               completion means nothing
//   telling     all that follows is done. Reports and log   idle
//               lines go out; their callbacks may call any
//               function of the engine
//
// After a failure it waits as retry_policy.h says; this wait is also the circuit breaker: until one
// probing request has succeeded, there is no other.
// Threads: the engine's.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/list.h"
#include "base/prng.h"
#include "counters.h"
#include "delivery/batch.h"
#include "delivery/poison_search.h"
#include "delivery/radio_use.h"
#include "delivery/retry_policy.h"
#include "delivery/send_policy.h"
#include "delivery/standstill.h"
#include "delivery/wire_v1.h"
#include "godwit/device.h"
#include "godwit/ports/clock.h"
#include "godwit/ports/log_sink.h"
#include "godwit/ports/scheduler.h"
#include "godwit/ports/transport.h"
#include "queue/event_queue.h"
#include "recorder.h"

namespace godwit {

struct UploaderOptions {
  std::string_view endpoint;
  std::string_view key;
  WireV1Request::Form form = WireForm::headers;
  int gzip_level = 1;
};

class Uploader final : private StoreVisitor {
 public:
  enum class State : std::uint8_t {
    idle,
    claiming,
    recording,
    reading,
    sending,
    discarding,
    telling
  };
  struct Ports {
    Transport& transport;
    EventStore& store;
    Scheduler& scheduler;
    Clock& clock;
    Entropy& entropy;
    LogSink& log;
  };

  Uploader(const Ports& ports, const UploaderOptions& options, const Limits& limits,
           Counters& counters, EventQueue& queue, Recorder& recorder);

  void set_report(EventQueue::Report report) { report_ = report; }
  // Called when an attempt is over and the uploader is at rest; pump() is the owner's to call.
  void set_settled(Task settled) { settled_ = settled; }
  // Called when a read finds that the store has lost what it held.
  void set_store_lost(Task lost) { store_lost_ = lost; }

  // Goes on from what was remembered of earlier failures.
  void restore(std::string_view stored_retry);
  // Takes the state that another engine on the same store left; empty: it has delivered.
  void adopt_retry(std::string_view stored_retry);
  void set_enabled(bool enabled) { enabled_ = enabled; }
  // Adds what is remembered of failures to the journal.
  void journal_state();
  // Somebody waits for what is queued.
  void set_flush(bool flush) { flush_ = flush; }
  // See Engine::set_leaving().
  void set_leaving(std::uint32_t bytes_max);
  // The caller of these two also calls pump().
  void set_key(std::string_view key);
  void set_device(const DeviceConditions& device);
  // The application, or the page, has used the network just now.
  void note_network_activity();

  // Sends, or arms a timer, as the send policy says. Called whenever something changed.
  void pump();
  // The journal has written everything up to this ticket, or has failed to: a store that cannot
  // write must not keep events from leaving, and a wait then holds in memory.
  void note_written(std::uint64_t ticket);
  // Lets go of the request under way and of all leases; what is queued stays queued.
  void cancel();

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const PoisonSearch& poison_search() const { return search_; }
  // Why no request is made for what is queued, as far as the uploader knows.
  [[nodiscard]] Standing standing() const;
  // The collector has not heard of everything that was dropped, and nothing keeps it from that now.
  [[nodiscard]] bool announcing() const;
  // The collector answered 410: nothing is taken until key or endpoint change.
  [[nodiscard]] bool gone() const { return failures_.gone != 0; }
  // The last delivery did, and nothing is known that would keep the next from it.
  [[nodiscard]] bool succeeding() const { return succeeding_ && enabled_ && !holds_back(device_); }
  // Deliveries succeed and go on by themselves, under way or with a full batch, so a full queue
  // will have room soon.
  [[nodiscard]] bool making_room() const {
    return succeeding() &&
           (state_ != State::idle || (device_.app == AppState::foreground &&
                                      queue_.index().bytes() >= limits_.batch_bytes_max));
  }
  // They succeed about as fast as the store could take the events.
  [[nodiscard]] bool keeping_up() const { return succeeding() && reply_ms_ <= kPromptReplyMs; }

 private:
  static constexpr std::int64_t kPromptReplyMs = 50;

  Backlog backlog() const;
  [[nodiscard]] Priority least_urgent() const {
    return flush_ || !holds_back(device_) ? Priority::deferred : Priority::immediate;
  }
  [[nodiscard]] bool owes_announcement() const;
  void arm_timer(std::int64_t at_ms);
  void on_timer();
  void on_claimed();

  void begin();
  void begin_attempt();
  void record_attempt();
  void take_back_attempt();
  [[nodiscard]] bool leases_urgent() const;
  void read_leases();
  [[nodiscard]] bool announces(const Id& stream) const;
  void take_leases();
  void on_segment(const SegmentInfo& info, std::string_view body) override;
  void on_value(std::string_view, std::string_view) override {}
  void on_read(const Status& status);
  void send();
  void defer_rest();
  void undefer() { ports_.transport.defer({}); }
  [[nodiscard]] std::uint32_t bytes_max() const {
    return leaving_bytes_ != 0 ? leaving_bytes_ : limits_.batch_bytes_max;
  }
  void announce_others();
  void describe(const StreamOpening& opening, SectionHeader& header);
  void on_reply(const HttpReply& reply);

  void accept(const WireReply& reply);
  void resolve(std::span<const BatchEvent> part);
  [[nodiscard]] bool store_rest(LeasedSegment& leased, std::span<const BatchEvent> part);
  void resolve_all();
  void note_announced();
  [[nodiscard]] const BatchEvent* find(const Refusal& refusal) const;
  SearchEffect advance_search(Verdict answer);
  void abandon_search();
  void search(const WireReply& reply);
  void drop(const BatchEvent& event, DropReason reason, const Refusal& why);
  void fail(std::string_view message, std::int64_t retry_after_ms = 0);
  void refuse_key(int status);
  void switch_off();
  void store_retry();
  void begin_telling();
  void settle();
  void report_parts(DeliveryOutcome outcome, std::string_view message);
  [[nodiscard]] std::uint64_t target_hash() const;
  [[nodiscard]] std::int64_t now_ms() const;

  // Small members stand first: shorter instructions reach them.
  State state_ = State::idle;
  bool enabled_ = false;
  bool claimed_ = false;
  bool flush_ = false;
  bool parting_ = false;                            // See Backlog.
  Priority least_urgent_ = Priority::deferred;      // The least urgent that may be leased.
  SendReason reason_ = SendReason::nothing_queued;  // The reason of the current attempt.
  bool succeeding_ = false;
  EventQueue& queue_;
  Recorder& recorder_;
  const Limits& limits_;
  Counters& counters_;
  Ports ports_;
  DeviceConditions device_;
  RadioUse radio_;
  std::int64_t sent_ms_ = 0;
  std::int64_t reply_ms_ = 0;  // The time that the last reply took.
  TimerId timer_ = 0;
  std::int64_t timer_at_ms_ = 0;
  std::int64_t announce_since_ms_ = kNever;
  std::int64_t flush_interval_ms_ = 0;
  std::int64_t directives_end_ms_ = 0;

  PoisonSearch search_;
  List<Suspect> suspects_;           // As many as the search says.
  std::uint32_t leaving_bytes_ = 0;  // 0: not leaving.

  RetryState failures_;
  RetryState failures_before_;
  std::uint64_t attempt_ticket_ = 0;
  List<std::uint64_t> leased_ids_;  // While reading: those that the store is asked for.
  List<LeasedSegment> leases_;
  struct Announced {
    Id stream;
    std::uint64_t acked_below;
    std::uint32_t dropped_version;
    bool final;
  };
  List<Announced> announced_;
  List<DeliveryReport> drops_;  // To be reported by settle().
  EventQueue::Report report_;
  Task settled_;
  Task store_lost_;
  Prng prng_;
  Bytes endpoint_;
  Bytes key_;
  WireV1Request request_;
  Batch batch_{DescribeSection::to<&Uploader::describe>(this)};
};

}  // namespace godwit
