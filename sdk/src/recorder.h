// The recorder: the thread-safe front of the core. It takes events, encodes each once, and appends
// it to the staging log.
//
// Threads: record() and the setters from any thread; the rest from the engine's. Its lock is the
// only one that a caller can meet, and a caller holds it only for a copy.
// A stream has a generation. A call reads the generation together with the gate when it begins, and
// again under the lock. So a call that began before forget() never adds to the stream after it.
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

// The source of an event's properties: appends a JSON object, or returns the error. Sets `repaired`
// if it repaired text.
struct PropertiesSource {
  const char* (*append)(Bytes& out, const void* from, const Limits& limits, bool& repaired);
  const void* from;
};

// The text of a JSON object, which is checked and repaired (base/repair.h). Lifetime: `text`
// outlives the source.
[[nodiscard]] PropertiesSource json_properties(const std::string_view& text);

// The highest time that an application may give an event. The wire protocol and a double hold it
// exactly. The lowest is 0. Units: milliseconds since 1970.
inline constexpr std::uint64_t kEventTimeMaxMs = std::uint64_t{1} << 53;
inline constexpr std::string_view kEventTimeSentence =
    "the event's time must be 0 to 2^53 ms since 1970";

struct RecordOptions {
  Priority priority = Priority::normal;
  std::optional<WallTime> time;          // 0 to kEventTimeMaxMs.
  const SchemaChoice* schema = nullptr;  // Lifetime: only the call.
  // The time of the application's call, if the event has waited since; default: now.
  std::optional<MonotonicTime> called = {};
};

// The identity of an accepted event. Numbers start again with each generation.
struct Recorded {
  std::uint64_t sequence = 0;  // In its stream, from 1.
  std::uint32_t generation = 0;
};

// Whether events are taken. kGateAnswers has the answer of each gate.
enum class Gate : std::uint8_t { closed, open, resetting, consent_denied, gone };

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

  // Takes one event. Errors: as Tracker::track(); `recorded` does not change then.
  [[nodiscard]] Status record(std::string_view name, const PropertiesSource& properties,
                              const RecordOptions& options, Recorded& recorded);
  // Counts an event that could not be passed to record(). Returns `why`, or the answer of the gate.
  [[nodiscard]] Status decline(const Status& why);
  // The number of forget() calls so far.
  [[nodiscard]] std::uint32_t generation() const { return generation_of(state()); }
  [[nodiscard]] Status set_user(std::string_view user_id);
  // `json` is the text of one JSON value, which is checked and repaired; empty removes the
  // property. `repaired`: the caller has already repaired its text.
  [[nodiscard]] Status set_super_property(std::string_view name, std::string_view json,
                                          bool repaired = false);

  // --- Before the first event.

  void set_hook(Hook hook) { hook_ = hook; }
  // Checks events against these, after the hook. Lifetime: must outlive the recorder's use.
  void set_schemas(EventSchemas* schemas) { schemas_ = schemas; }
  // Sets the facts that all events share from the start. Errors: as set_user().
  [[nodiscard]] Status set_identity(std::string_view environment, std::string_view user_id);
  // Every event is drained at once, because its caller waits for that.
  void set_drain_at_once(bool at_once) { drain_at_once_ = at_once; }
  // The recorder's requests to the engine: to drain at once, or within drain_interval.
  void set_tasks(Task drain_now, Task drain_later);

  // --- From the engine's thread.

  // Starts a stream on an empty log.
  void start(std::span<std::byte> region, const StreamOpening& opening, const Timeline& timeline);
  // Continues in another region. Events that do not fit there are dropped and counted.
  void move_to(std::span<std::byte> region, const StreamOpening& opening);
  // After the return, no event is taken by the rule of another gate.
  void set_gate(Gate gate);
  [[nodiscard]] Gate gate() const { return gate_of(state()); }
  void set_directives(Directives&& directives);
  // Forgets user, super-properties and session, overwrites the log, and ends the generation.
  void forget();
  // The engine answers the wake-ups so far; later events ask again.
  void begin_drain() { wake_.store(Wake::none, std::memory_order_seq_cst); }
  // True if an immediate drain was requested.
  [[nodiscard]] bool drain_wanted() const {
    return wake_.load(std::memory_order_relaxed) == Wake::now;
  }
  void restore_session(std::string_view stored);
  // See Session::note().
  bool note_session(std::int64_t interval_ms, Bytes& out);

  [[nodiscard]] StagingLog& log() { return log_; }
  [[nodiscard]] std::uint64_t last_accepted();

 private:
  enum class Wake : std::uint8_t { none, later, now };

  struct Encoded {
    Bytes& text;
    bool marked = false;  // See CheckedEvent::marked.
    bool repaired = false;
  };

  // The lowest byte is the gate, the rest is the generation. It is one word, so that both are read
  // at once.
  using State = std::uint32_t;
  static constexpr State kGenerationUnit = 256;
  [[nodiscard]] State state() const { return state_.load(std::memory_order_acquire); }
  static constexpr Gate gate_of(State state) { return static_cast<Gate>(state % kGenerationUnit); }
  static constexpr std::uint32_t generation_of(State state) { return state / kGenerationUnit; }

  [[nodiscard]] Status take(EventDraft draft, PropertiesSource properties,
                            const RecordOptions& options, Recorded& recorded);
  [[nodiscard]] Status encode(Encoded& event, const EventDraft& draft,
                              const PropertiesSource& properties,
                              const RecordOptions& options) const;
  [[nodiscard]] static Status answer(State state);
  [[nodiscard]] Status begin(State began) const;
  [[nodiscard]] Status admit(const EventDraft& draft);
  [[nodiscard]] Status append(const Encoded& event, Priority priority, State began,
                              const RecordOptions& options, Recorded& recorded);
  bool append_context(Priority priority);
  Status count(Status status, bool repaired);
  [[nodiscard]] Status put_user(std::string_view user_id);
  void wake(Wake wanted);

  Ports ports_;
  const Limits& limits_;
  Counters& counters_;
  Hook hook_;
  EventSchemas* schemas_ = nullptr;
  Task drain_now_;
  Task drain_later_;
  bool drain_at_once_ = false;

  std::atomic<Wake> wake_ = Wake::none;
  std::atomic<bool> has_directives_ = false;
  // Any thread reads it; it is written under the lock.
  std::atomic<State> state_ = static_cast<State>(Gate::closed);
  std::atomic<std::int64_t> opened_ms_ = 0;  // On the monotonic clock.

  std::mutex mutex_;  // Guards everything below. The engine's thread reads the log without it.
  const Timeline* timeline_ = nullptr;
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
