// The native wiring: the engine with its adapters, one worker thread that runs it, and the calls
// that wait for it.
//
// Threads: open() and the destructor on one thread; everything else on any.
// Lifetime: the destructor ends the worker. It waits at most for the write under way, and never for
// the network. In a child after fork(), the object must be leaked (belongs_here() says so).
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "curl/curl_poller.h"
#include "curl/curl_transport.h"
#include "engine.h"
#include "godwit/config.h"
#include "memory/memory_event_store.h"
#include "native/device_report.h"
#include "native/event_loop.h"
#include "native/native_storage.h"
#include "posix/fork_guard.h"
#include "posix/posix_clock.h"
#include "posix/posix_staging_memory.h"
#include "posix/system_entropy.h"
#include "schema/event_schemas.h"

namespace godwit {

class NativeTracker : public EngineObserver, public LogSink {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  explicit NativeTracker(const Config& config);
  ~NativeTracker() override;
  NativeTracker(const NativeTracker&) = delete;
  NativeTracker& operator=(const NativeTracker&) = delete;

  // Errors: in_use, internal. A directory that cannot be used is not an error: see storage().
  [[nodiscard]] Status open();

  [[nodiscard]] Status record(std::string_view name, const PropertiesSource& properties,
                              const RecordOptions& options, std::uint64_t& sequence);
  // Counts an event that the C interface could not read. Returns `why`, or `closed` after close().
  [[nodiscard]] Status decline(const Status& why);
  Status set_user(std::string_view user_id) { return recorder().set_user(user_id); }
  Status set_super_property(std::string_view name, std::string_view json, bool repaired = false) {
    return recorder().set_super_property(name, json, repaired);
  }
  Status set_power(const std::optional<PowerState>& power);
  Status set_network(const std::optional<NetworkState>& network);
  Status set_app_state(AppState state);
  Status note_network_activity();
  Status set_key(std::string_view key);
  Status set_consent(Consent consent);
  Status reset();
  Status flush(std::chrono::milliseconds deadline);
  // After this, every call answers `closed`.
  Status close(std::chrono::milliseconds deadline);
  // Closes without a wait and without an answer. Lost events are logged. Idempotent.
  void close();

  [[nodiscard]] Stats stats() const;
  [[nodiscard]] Status storage() const;
  [[nodiscard]] bool belongs_here() const { return guard_.owned(); }

 private:
  // A call that waits for the engine's thread to answer it.
  struct Call;
  // A flush() or close() that waits for the queue.
  struct Flush;

  Recorder& recorder() { return engine_->recorder(); }
  [[nodiscard]] Status open_on_disk();
  [[nodiscard]] Status open_in_memory(const Status& why);
  [[nodiscard]] Status start_engine(StagingMemory& staging, EventStore& store);
  template <typename Change>
  Status say(const Change& change);
  void tell_network_activity() { engine_->note_network_activity(); }
  // Returns false if the deadline passed first.
  [[nodiscard]] bool wait(Call& call, const Deadline* deadline);
  [[nodiscard]] Status answer_of(Call& call);
  [[nodiscard]] Status wait_for_delivery(Flush& flush);
  void judge_flushes();
  // True if the caller is one of the application's callbacks, which must not wait for the engine.
  [[nodiscard]] bool in_callback() const;
  // True if the queued events end with the process. Threads: any.
  [[nodiscard]] bool kept_in_memory() const;
  [[nodiscard]] Status judge(const Flush& flush, bool deadline_passed);
  [[nodiscard]] bool end();
  void note_failure(const DeliveryReport& report);
  [[nodiscard]] Status call(std::function<void(Engine::Done)> start);
  [[nodiscard]] Status wait_committed(const Recorded& event);

  void on_delivery(const DeliveryReport& report) override;
  void on_committed(std::uint64_t sequence, const Status& status) override;
  void on_erased() override;
  void log(LogLevel level, std::string_view message) override;
  // Passes our sentence to the application, or to standard error.
  void say(LogLevel level, std::string_view message);
  void run_hook(EventDraft& draft);

  const Config config_;
  std::string environment_;
  ForkGuard guard_;
  SystemEntropy entropy_;
  PosixClock clock_{entropy_};
  CurlPoller poller_;
  EventLoop loop_{clock_, poller_};
  CurlTransport transport_{loop_, poller_, config_.transport, this};
  DeviceReport device_{clock_, loop_, poller_};

  // Exactly one of the two is in use: the disk, or memory.
  std::unique_ptr<NativeStorage> disk_;
  std::unique_ptr<MemoryEventStore> memory_store_;
  std::unique_ptr<PosixStagingMemory> memory_staging_;
  std::unique_ptr<Engine> engine_;
  SchemaPack schema_pack_;  // Refers to the configuration's bytes.
  std::unique_ptr<EventSchemas> schemas_;
  Status storage_;

  // On the engine's thread only.
  std::vector<Flush*> flushes_;
  std::string last_failure_;  // Why the last delivery failed; empty after a success.

  std::thread worker_;
  std::thread::id worker_id_;
  mutable std::mutex mutex_;  // Guards the members below. Never held during a call of the engine.
  std::condition_variable changed_;
  bool running_ = false;
  bool stopped_ = false;         // The worker has ended, and no completion runs any more.
  std::uint64_t committed_ = 0;  // All events of the stream up to this one are on the disk.
  // The last write failed for events up to this one: commit_failure_.
  std::uint64_t not_committed_ = 0;
  Status commit_failure_;
};

}  // namespace godwit
