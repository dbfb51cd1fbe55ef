// The engine connects recorder, queue and uploader behind the ports.
//
// It is one single-threaded state machine. It moves only when a port calls back or its owner calls
// in.
// Threads: everything here on the scheduler's thread. recorder() and counters() document which of
// their functions other threads may call.
// Lifetime: the ports outlive the engine, and no callback may run after its destruction.
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
#include "queue/commits.h"
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
  // Recovers the events that an earlier process staged. Null if the staging memory dies with its
  // process; then no recovery code is linked.
  void (EventQueue::*recover)(std::span<const std::byte> region) = &EventQueue::recover;
  // The facts that all events share (SharedContext::set_environment()), and the user's id.
  std::string_view environment;
  std::string_view user_id;
  // The time of the application's first call, if the engine was made later; default: now. The first
  // stream begins then.
  MonotonicTime begun = {kNever};
};

// Receives the engine's reports. Called on the scheduler's thread; no lock is held. The engine's
// state is complete then. So these functions may call any function of the engine, and so may
// LogSink and the completions.
class EngineObserver {
 public:
  virtual ~EngineObserver() = default;
  virtual void on_delivery(const DeliveryReport& report) = 0;
  // All events up to this sequence number are committed (with power_safe: on the disk). Or their
  // write failed, and `status` says why. Or, without a message, they are not written yet, because
  // consent is pending, or a full queue makes room first.
  virtual void on_committed(std::uint64_t sequence, const Status& status) = 0;
  // Accepted events that were not committed are gone, and sequence numbers start again.
  virtual void on_erased() = 0;
};

class Engine {
 public:
  using Done = Callback<void(const Status&)>;

  Engine(const Ports& ports, const EngineOptions& options, EngineObserver& observer);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Recovers the events of an earlier process, and starts to take events. Called once.
  // Errors: storage_unavailable: nothing was started and nothing was changed; use other ports.
  // storage_corrupt: started; damaged data was set aside.
  void open(Done done);

  // Completes when all events accepted so far have left the queue and, unless delivery fails, the
  // drops are announced. Completes with switched_off if that is impossible.
  void flush(Done done);
  // Stores the queued events now, including those that wait in memory to be delivered instead. For
  // a page that is being left, whose staging log ends with it.
  void commit_now();
  // The caller of this flush() no longer waits; its completion does not run.
  void end_flush(Done done);
  // Says why a flush() has not completed yet, so that its caller can decide whether to wait.
  [[nodiscard]] Standing standing() const;
  void set_key(std::string_view key);
  // Sets all known facts about the device; earlier facts are forgotten. See send_policy.h.
  void set_device(const DeviceConditions& device);
  // The page may end at any moment, or, with 0, no longer. A browser lets only a limited number of
  // bytes outlive the page. So no request's body is longer than `bytes_max`, unless one event is,
  // and later requests are deferred (Transport).
  void set_leaving(std::uint32_t bytes_max) { uploader_.set_leaving(bytes_max); }
  // The application has just used the network: queued events may be sent with its traffic.
  void note_network_activity() { uploader_.note_network_activity(); }
  void set_consent(Consent consent, Done done);
  void reset(Done done);
  // For several openings that share a store, such as the pages of one site: see
  // EventQueue::adopt(). After the last adopt(), begin_adopted() allows delivery. Only between
  // open() and close().
  [[nodiscard]] std::uint64_t next_segment_id() { return queue_.next_segment_id(); }
  void adopt(const SegmentInfo& info) { queue_.adopt(info); }
  void adopt_stream(std::string_view value) { queue_.adopt_stream(value); }
  void begin_adopted();
  // See Transport::claim(). `stored`: the value of that name in the store, or empty.
  void adopt_retry(std::string_view stored) { uploader_.adopt_retry(stored); }
  // Takes no more events, stops using the network, and completes once everything known is stored.
  // A decision or an erasure under way ends first.
  void close(Done done);
  // True if the events accepted since the opening are in memory only, because consent is pending.
  [[nodiscard]] bool waits_unsaved() const { return !pending_region_.empty(); }
  // After close(): counts the events in memory as lost. `unsaved`: all queued events were in
  // memory.
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
  void complete(const Status& status);
  void answer(const Status& status);
  void end(const Status& status);

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
  void on_step_written();
  void on_commit_failed(const StoreJournal::Outcome& outcome);
  void note_store_failure(const Status& status);
  [[nodiscard]] bool set_storage(const Status& status);
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

  // Small members stand first, because shorter instructions reach them.
  enum class Phase : std::uint8_t {
    loading,
    granting,  // Consent is granted, the staging log is not available.
    recovering,
    running,
    purging,
    denying,
    closed
  };
  // The step between two phases that the engine carries out, and its caller. There is one at a
  // time; a denial takes the place of any other.
  struct Operation {
    enum class Kind : std::uint8_t { none, opening, granting, denying, resetting };
    Kind kind = Kind::opening;
    bool again = false;  // A step could not be stored; the drain timer tries it again.
    Done done = {};      // Empty: its caller has been answered, or there is none.
  };
  Phase phase_ = Phase::loading;
  Durability durability_;
  Consent consent_;
  // The user has decided; otherwise the configuration decides each time.
  bool consent_stored_ = false;
  Commits commits_;
  Operation operation_;
  // The time since which records wait to be drained, on the device's timeline.
  std::int64_t staged_since_ms_ = kNever;
  void (EventQueue::*recover_)(std::span<const std::byte> region);
  Ports ports_;
  EngineObserver& observer_;
  TimerId drain_timer_ = 0;
  std::uint64_t flush_sequence_ = 0;
  std::uint64_t flush_segment_ = 0;  // The last segment of the flush, once it is known.
  List<Done> flushes_;
  Done close_done_;
  StreamOpening opening_;
  MonotonicTime begun_;   // See EngineOptions; kNever once the first stream has begun.
  Bytes pending_region_;  // Events wait here for consent.
  Limits limits_;
  Counters counters_;
  Recorder recorder_;
  EventQueue queue_;
  Uploader uploader_;
  Status open_status_;
};

}  // namespace godwit
