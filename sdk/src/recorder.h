// The recorder: the thread-safe front of the core. Takes events, encodes each once, and appends it
// to the staging log.
//
// Threads: record() and the setters from any thread; the rest from the engine's. Its lock is the
// only one that a caller can meet; it is held for a copy.
// An event's text is `{"n":name,"t":ms,"p":{…}}` (docs/protocol.md), from here to the wire.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>

#include "base/prng.h"
#include "counters.h"
#include "delivery/directives.h"
#include "godwit/event_draft.h"
#include "godwit/limits.h"
#include "godwit/ports/clock.h"
#include "godwit/ports/entropy.h"
#include "godwit/ports/scheduler.h"
#include "godwit/ports/staging_memory.h"
#include "godwit/status.h"
#include "identity/session.h"
#include "identity/shared_context.h"
#include "queue/staging_log.h"
#include "queue/timeline.h"
#include "schema/checked_event.h"

namespace godwit {

// Where an event's properties come from: appends a JSON object, or returns what is wrong with them.
struct PropertiesSource {
  const char* (*append)(Bytes& out, const void* from, const Limits& limits);
  const void* from;
};

// The text of a JSON object, which is checked. Lifetime: `text` outlives the source.
[[nodiscard]] PropertiesSource json_properties(const std::string_view& text);

struct RecordOptions {
  Priority priority = Priority::normal;
  std::optional<WallTime> time;
  const SchemaChoice* schema = nullptr;  // Lifetime: the call's.
};

// Whether events are taken. Each has its answer in kGateAnswers.
enum class Gate : std::uint8_t { closed, open, resetting, consent_denied, gone };

inline constexpr std::string_view kGoneSentence =
    "the collector takes no more events (410); change the endpoint or the key";

class Recorder {
 public:
  struct Ports {
    Clock& clock;
    Entropy& entropy;
    StagingMemory& staging;
    Scheduler& scheduler;
  };
  using Hook = Callback<void(EventDraft&)>;

  Recorder(const Ports& ports, const Limits& limits, Counters& counters);

  // --- From any thread.

  // Takes one event; `sequence` is its number in the stream. Errors: as Tracker::track().
  [[nodiscard]] Status record(std::string_view name, const PropertiesSource& properties,
                              const RecordOptions& options, std::uint64_t& sequence);
  [[nodiscard]] Status set_user(std::string_view user_id);
  // `json` is the text of one JSON value, which is checked; empty removes the property.
  [[nodiscard]] Status set_super_property(std::string_view name, std::string_view json);

  // --- Before the first event.

  void set_hook(Hook hook) { hook_ = hook; }
  // What events are checked against, after the hook. Lifetime: must outlive the recorder's use.
  void set_schemas(EventSchemas* schemas) { schemas_ = schemas; }
  // What all events share from the start. Errors: as set_user().
  [[nodiscard]] Status set_identity(std::string_view environment, std::string_view user_id);
  // Every event is drained at once, because its caller waits for that.
  void set_drain_at_once(bool at_once) { drain_at_once_ = at_once; }
  // What the recorder asks of the engine: to drain at once, or within drain_interval.
  void set_tasks(Task drain_now, Task drain_later);

  // --- From the engine's thread.

  // Starts a stream on an empty log.
  void start(std::span<std::byte> region, const StreamOpening& opening, const Timeline& timeline);
  // Goes on in another region. Events that do not fit there are dropped and counted.
  void move_to(std::span<std::byte> region, const StreamOpening& opening);
  void set_gate(Gate gate) { gate_.store(gate, std::memory_order_release); }
  [[nodiscard]] Gate gate() const { return gate_.load(std::memory_order_acquire); }
  void set_directives(Directives&& directives);
  // Forgets user, super-properties and session, and overwrites the log.
  void forget();
  // Wakes asked for so far are being answered; later events ask anew.
  void begin_drain() { wake_.store(Wake::none, std::memory_order_seq_cst); }
  // Somebody asked for one that is to come at once.
  [[nodiscard]] bool drain_wanted() const {
    return wake_.load(std::memory_order_relaxed) == Wake::now;
  }
  void restore_session(std::string_view stored) { session_.restore(stored); }
  // As Session::note().
  bool note_session(std::int64_t interval_ms, Bytes& out);

  [[nodiscard]] StagingLog& log() { return log_; }
  [[nodiscard]] std::uint64_t last_accepted();

 private:
  enum class Wake : std::uint8_t { none, later, now };

  [[nodiscard]] Status take(EventDraft draft, PropertiesSource properties,
                            const RecordOptions& options, std::uint64_t& sequence);
  [[nodiscard]] Status encode(Bytes& out, const EventDraft& draft,
                              const PropertiesSource& properties,
                              const RecordOptions& options) const;
  [[nodiscard]] Status gate_status() const;
  [[nodiscard]] Status admit(const EventDraft& draft);
  [[nodiscard]] Status append(const Bytes& event, Priority priority, std::uint64_t& sequence);
  bool append_context(Priority priority);
  void wake(Wake wanted);

  Ports ports_;
  const Limits& limits_;
  Counters& counters_;
  Hook hook_;
  EventSchemas* schemas_ = nullptr;
  Task drain_now_;
  Task drain_later_;
  bool drain_at_once_ = false;

  std::atomic<Gate> gate_ = Gate::closed;
  std::atomic<Wake> wake_ = Wake::none;
  std::atomic<bool> has_directives_ = false;
  const Timeline* timeline_ = nullptr;
  MonotonicTime opened_;

  std::mutex mutex_;  // Guards everything below.
  StagingLog log_;
  SharedContext context_;
  Session session_;
  Directives directives_;
  Prng prng_;
  Bytes scratch_;
  std::uint64_t next_sequence_ = 1;
  bool context_changed_ = true;
};

}  // namespace godwit
