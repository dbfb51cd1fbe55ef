// The engine: wires recorder, queue and uploader together behind the ports.
//
// One single-threaded state machine that moves only when a port calls back or its owner calls in.
// Threads: everything here on the scheduler's thread; recorder() and counters() say themselves
// which of theirs may be called from others.
// Lifetime: the ports outlive the engine, and no callback may run once it is destroyed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/list.h"
#include "counters.h"
#include "delivery/standstill.h"
#include "delivery/uploader.h"
#include "godwit/consent.h"
#include "godwit/delivery.h"
#include "godwit/durability.h"
#include "godwit/limits.h"
#include "godwit/ports/clock.h"
#include "godwit/ports/entropy.h"
#include "godwit/ports/event_store.h"
#include "godwit/ports/log_sink.h"
#include "godwit/ports/scheduler.h"
#include "godwit/ports/staging_memory.h"
#include "godwit/ports/transport.h"
#include "queue/event_queue.h"
#include "recorder.h"

namespace godwit {

struct Ports {
  Clock& clock;
  Entropy& entropy;
  Scheduler& scheduler;
  StagingMemory& staging;
  EventStore& store;
  Transport& transport;
  LogSink& log;
};

struct EngineOptions {
  UploaderOptions uploader;
  Limits limits;
  Consent consent = Consent::pending;
  Durability durability = Durability::process_safe;
  // Takes over what an earlier process staged. Null where the staging memory dies with its process:
  // nothing of recovery is then linked.
  void (EventQueue::*recover)(std::span<const std::byte> region) = &EventQueue::recover;
  // What all events share: see SharedContext::set_environment(), and the user's id.
  std::string_view environment;
  std::string_view user_id;
};

// What the engine tells its owner. Called on the scheduler's thread, with no lock held.
class EngineObserver {
 public:
  virtual ~EngineObserver() = default;
  // The engine's state is complete, so this may call any function of the engine; so may LogSink and
  // the completions. The two below may not.
  virtual void on_delivery(const DeliveryReport& report) = 0;
  // Everything up to this sequence number is committed (with power_safe: on the disk); or the write
  // of it failed, and `status` says why; or, without a message, it is not written yet, because
  // consent is pending, or a full queue makes room first.
  virtual void on_committed(std::uint64_t sequence, const Status& status) = 0;
  // What was taken and not committed is gone, and sequence numbers begin anew.
  virtual void on_erased() = 0;
};

class Engine {
 public:
  using Done = Callback<void(const Status&)>;

  Engine(const Ports& ports, const EngineOptions& options, EngineObserver& observer);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Recovers what an earlier process left, and starts taking events. Called once.
  // Errors: storage_unavailable: nothing was started, nothing was changed; use other ports.
  // storage_corrupt: started; damaged data was set aside.
  void open(Done done);

  // Completes when everything accepted so far has left the queue, and, unless delivery fails, what
  // was dropped has been announced; switched_off where it cannot.
  void flush(Done done);
  // Stores what is queued now, also what waits in memory to be delivered instead. For a page that
  // is being left, whose staging log does not outlive it.
  void commit_now();
  // The caller of this flush() waits no more; its completion does not run.
  void end_flush(Done done);
  // Why a flush() has not completed yet: what its caller needs to know to go on waiting or not.
  [[nodiscard]] Standing standing() const;
  void set_key(std::string_view key);
  // What is known of the device; what was known before is forgotten. See send_policy.h.
  void set_device(const DeviceConditions& device);
  // The page may end at any moment, or, with 0, may not: browsers let only so much outlive it. No
  // request's body is longer then, unless one event is, and what follows is deferred (Transport).
  void set_leaving(std::uint32_t bytes_max) { uploader_.set_leaving(bytes_max); }
  // The application has used the network just now: what is queued may go along.
  void note_network_activity() { uploader_.note_network_activity(); }
  void set_consent(Consent consent, Done done);
  void reset(Done done);
  // Where several openings share a store, as pages of one site do: see EventQueue::adopt(). After
  // the last of it, begin_adopted() lets it be delivered. Only between open() and close().
  [[nodiscard]] std::uint64_t next_segment_id() { return queue_.next_segment_id(); }
  void adopt(const SegmentInfo& info) { queue_.adopt(info); }
  void adopt_stream(std::string_view value) { queue_.adopt_stream(value); }
  void begin_adopted();
  // See Transport::claim(). `stored`: the value of that name in the store, or nothing.
  void adopt_retry(std::string_view stored) { uploader_.adopt_retry(stored); }
  // Takes no more events, lets go of the network, and completes once what is known is stored.
  void close(Done done);
  // What was accepted since it was opened is in memory only, because consent is pending.
  [[nodiscard]] bool waits_unsaved() const { return !pending_region_.empty(); }
  // Once it is closed: counts as lost what was in memory only. `unsaved`: all that is queued was.
  void count_lost(bool unsaved);

  [[nodiscard]] Recorder& recorder() { return recorder_; }
  [[nodiscard]] const Counters& counters() const { return counters_; }
  [[nodiscard]] const Uploader& uploader() const { return uploader_; }

 private:
  void on_loaded(const Status& status);
  void start_granted();
  void start_stream();
  void start_pending();
  void open_gate();
  void finish_open(const Status& status);

  // Events are stored and sent.
  [[nodiscard]] bool stores() const {
    return phase_ == Phase::running && consent_ == Consent::granted;
  }
  void drain_now();
  [[nodiscard]] bool anything_staged();
  void on_recorded();
  void drain_later();
  void on_drain_timer();
  [[nodiscard]] bool may_hold();
  void drain();
  void drain_rest();
  void commit();
  void commit_rest();
  void release_log();
  void on_settled();
  void on_written(const StoreJournal::Outcome& outcome);
  void on_opening_written();
  void on_commit_failed(const StoreJournal::Outcome& outcome);
  void note_store_failure(const Status& status);
  void store_anew();
  void retry_later(const Status& status);
  void leave_staged();
  void not_committed(const Status& why);
  void retry();
  void check_flush();

  void journal_consent();
  void forget(DropReason reason);
  void purge();
  void on_purged(const Status& status);

  void on_report(const DeliveryReport& report) { observer_.on_delivery(report); }
  void renew_opening();

  // What is small stands first: it is reached by shorter instructions.
  enum class Phase : std::uint8_t {
    loading,
    granting,  // Consent is there, the staging log is not.
    recovering,
    running,
    purging,
    denying,
    closed
  };
  Phase phase_ = Phase::loading;
  Durability durability_;
  Consent consent_;
  bool consent_stored_ = false;  // Somebody has decided; else the configuration decides anew.
  bool opened_ = false;  // open() has succeeded: from now on a step that fails is tried again.
  bool retry_ = false;   // With the drain timer.
  bool committing_ = false;
  // Since when something waits to be drained, on the device's timeline.
  std::int64_t staged_since_ms_ = kNever;
  bool store_failing_ = false;  // The last write failed…
  bool write_failed_ = false;   // …and the next is left to the drain timer.
  void (EventQueue::*recover_)(std::span<const std::byte> region);
  Ports ports_;
  EngineObserver& observer_;
  TimerId drain_timer_ = 0;
  std::uint64_t opening_ticket_ = 0;
  std::uint64_t commit_ticket_ = 0;    // Of the last write asked for.
  std::uint64_t commit_sequence_ = 0;  // What it covers.
  std::uint64_t flush_sequence_ = 0;
  std::uint64_t flush_segment_ = 0;  // The last segment that is waited for, once it is known.
  List<Done> flushes_;
  Done open_done_;  // Of the step that is being taken: open, consent or reset.
  Done close_done_;
  StreamOpening opening_;
  Bytes pending_region_;  // Where events wait for consent.
  Limits limits_;
  Counters counters_;
  Recorder recorder_;
  EventQueue queue_;
  Uploader uploader_;
  Status open_status_;
};

}  // namespace godwit
