#include "native/native_tracker.h"

#include <algorithm>
#include <cstdio>
#include <system_error>

#include "base/bytes.h"
#include "base/json_writer.h"
#include "base/visible_text.h"
#include "config_check.h"
#include "files/file_signals.h"
#include "godwit/version.h"
#include "native/native_call.h"
#include "native/shown_report.h"
#include "posix/device_context.h"

namespace godwit {
namespace {

// The maximal length of the reason of a failed delivery inside a longer answer.
constexpr std::size_t kFailureBytesMax = 100;

constexpr std::string_view kNotWrittenYet =
    "taken, and not written yet: consent is pending, or the queue is full";

// The members of the context that do not change while the process runs.
std::string environment(const Config& config) {
  Bytes out;
  Bytes app;
  const auto add = [](Bytes& to, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    append_json_key(to, name);
    static_cast<void>(append_json_string(to, value));  // Repairs the text.
  };
  add(app, "name", config.app_name);
  add(app, "version", config.app_version);
  if (!app.empty()) {
    out.append("\"app\":{");
    out.append(app.view());
    out.append("},");
  }
  out.append("\"sdk\":{\"name\":\"godwit\",\"version\":\"" GODWIT_VERSION "\"}");
  if (config.automatic_context) {
    const std::string device = device_context();
    if (!device.empty()) out.append(',');
    out.append(device);
  }
  return std::string(out.view());
}

// The tracker whose before_send runs on this thread.
thread_local const NativeTracker* hook_of = nullptr;

}  // namespace

NativeTracker::NativeTracker(const Config& config)
    : config_(config), environment_(environment(config)) {
  loop_.set_turn_end(Task::to<&NativeTracker::judge_flushes>(this));
}

NativeTracker::~NativeTracker() {
  close();
}

// --- Opening.

Status NativeTracker::open() {
  try {
    worker_ = std::thread([this] {
      block_file_signals();
      loop_.run();
    });
  } catch (const std::system_error&) {
    return Status(StatusCode::internal, "no thread can be started");
  }
  worker_id_ = worker_.get_id();
  {
    const std::lock_guard lock(mutex_);
    running_ = true;
  }
  if (config_.data_directory.empty()) {
    return open_in_memory(
        Status(StatusCode::storage_unavailable, "running in memory: no data_directory was given"));
  }
  const Status status = open_on_disk();
  return status.code() == StatusCode::storage_unavailable ? open_in_memory(status) : status;
}

Status NativeTracker::start_engine(StagingMemory& staging, EventStore& store) {
  EngineOptions options;
  options.uploader.endpoint = config_.endpoint;
  options.uploader.key = config_.key;
  options.uploader.gzip_level = config_.transport.gzip_level;
  options.limits = config_.limits;
  options.consent = *config_.consent;
  options.durability = config_.durability;
  options.environment = environment_;
  options.user_id = config_.user_id;
  engine_ = std::make_unique<Engine>(
      Ports{clock_, entropy_, loop_, staging, store, transport_, *this}, options, *this);
  static_cast<void>(schema_pack_.open(config_.schema_pack));  // check_config() has checked it.
  const SchemaRules rules = {config_.schema_pack.empty() ? SchemaMode::off : config_.schema_mode,
                             config_.unknown_schema, !config_.before_send};
  schemas_ = std::make_unique<EventSchemas>(schema_pack_, rules);
  recorder().set_schemas(schemas_.get());
  if (config_.before_send) {
    recorder().set_hook(Recorder::Hook::to<&NativeTracker::run_hook>(this));
  }
  return call([this](Engine::Done done) {
    engine_->open(done);
    // This runs while the store is read, so nothing of an earlier process is sent before it is
    // known.
    device_.tell_engine(engine_.get());
    device_.listen(config_.system_signals, is_local(config_.endpoint));
  });
}

Status NativeTracker::open_on_disk() {
  disk_ = std::make_unique<NativeStorage>(loop_, *this, config_.limits.staging_bytes);
  if (const Status found = disk_->find(config_.data_directory); !found.ok()) {
    if (found.code() != StatusCode::invalid_argument) return found;
    return Status(found.code(), "data_directory: ").append(found.message());
  }
  const Result<bool> exists = disk_->exists();
  if (!exists.ok()) return exists.status();
  if (exists.value() || *config_.consent == Consent::granted) {
    const Status claimed = disk_->claim();
    if (!claimed.ok()) return claimed;
  }
  const Status status = start_engine(*disk_, *disk_);
  if (status.code() == StatusCode::storage_unavailable && !disk_->failure().ok()) {
    return disk_->failure();
  }
  if (status.code() == StatusCode::storage_corrupt) {
    storage_ = status;
    return Status();
  }
  return status;
}

Status NativeTracker::open_in_memory(const Status& why) {
  storage_ = why;
  // An engine that could not open the store has logged the reason.
  const bool is_logged = engine_ != nullptr && engine_->counters().storage.load() != StatusCode::ok;
  if (!config_.data_directory.empty() && !is_logged) say(LogLevel::error, why.message());
  Result<std::unique_ptr<PosixStagingMemory>> staging =
      PosixStagingMemory::open_anonymous(config_.limits.staging_bytes);
  if (!staging.ok()) return staging.status();
  // Runs on the engine's own thread, because the completion that called us may still run there.
  const Status dropped = call([this](Engine::Done done) {
    device_.tell_engine(nullptr);
    engine_.reset();
    disk_.reset();
    done(Status());
  });
  if (!dropped.ok()) return dropped;
  memory_staging_ = std::move(staging.value());
  memory_store_ = std::make_unique<MemoryEventStore>(loop_);
  return start_engine(*memory_staging_, *memory_store_);
}

// --- Calls that wait.

bool NativeTracker::in_callback() const {
  return hook_of == this || std::this_thread::get_id() == worker_id_;
}

Status NativeTracker::call(std::function<void(Engine::Done)> start) {
  if (in_callback()) return from_callback();
  Call call;
  call.tracker = this;
  call.start = std::move(start);
  {
    const std::lock_guard lock(mutex_);
    if (!running_) return closed();
    loop_.post(Task::to<&Call::run>(&call));
  }
  static_cast<void>(wait(call, nullptr));
  return answer_of(call);
}

template <typename Change>
Status NativeTracker::say(const Change& change) {
  const std::lock_guard lock(mutex_);
  if (!running_) return closed();
  device_.say(change);
  return Status();
}

Status NativeTracker::set_power(const std::optional<PowerState>& power) {
  const Status valid = power ? check_power(*power) : Status();
  if (!valid.ok()) return valid;
  return say([&](SaidOfDevice& said) { said.power = power; });
}

Status NativeTracker::set_network(const std::optional<NetworkState>& network) {
  const Status valid = network ? check_network(*network) : Status();
  if (!valid.ok()) return valid;
  return say([&](SaidOfDevice& said) { said.network = network; });
}

Status NativeTracker::set_app_state(AppState state) {
  const Status valid = check_app_state(state);
  if (!valid.ok()) return valid;
  return say([&](SaidOfDevice& said) { said.app = state; });
}

Status NativeTracker::note_network_activity() {
  const std::lock_guard lock(mutex_);
  if (!running_) return closed();
  loop_.post(Task::to<&NativeTracker::tell_network_activity>(this));
  return Status();
}

Status NativeTracker::set_key(std::string_view key) {
  const Status valid = check_key(key);
  if (!valid.ok()) return valid;
  return call([this, key](Engine::Done done) {
    engine_->set_key(key);
    done(Status());
  });
}

Status NativeTracker::set_consent(Consent consent) {
  const Status valid = check_consent(consent);
  if (!valid.ok()) return valid;
  return call([this, consent](Engine::Done done) { engine_->set_consent(consent, done); });
}

Status NativeTracker::reset() {
  return call([this](Engine::Done done) { engine_->reset(done); });
}

Stats NativeTracker::stats() const {
  Stats stats = engine_->counters().snapshot();
  stats.storage = storage().code();
  return stats;
}

// --- Recording.

Status NativeTracker::record(std::string_view name, const PropertiesSource& properties,
                             const RecordOptions& options, std::uint64_t& sequence) {
  if (config_.before_send && hook_of == this) {
    return decline(from_callback());  // It would call the hook again, without end.
  }
  Recorded recorded;
  const Status status = recorder().record(name, properties, options, recorded);
  sequence = recorded.sequence;
  const bool waits = status.ok() && config_.durability == Durability::power_safe;
  return waits ? wait_committed(recorded) : status;
}

Status NativeTracker::decline(const Status& why) {
  return recorder().decline(why);
}

Status NativeTracker::wait_committed(const Recorded& event) {
  std::unique_lock lock(mutex_);
  const auto erased = [&] { return recorder().generation() != event.generation; };
  const auto unavailable = [](const char* why) {
    return Status(StatusCode::storage_unavailable, why);
  };
  if (kept_in_memory()) return unavailable("kept in memory only");
  if (std::this_thread::get_id() == worker_id_) {
    return unavailable("taken, and not written yet: a callback cannot wait for that");
  }
  changed_.wait(lock, [&] {
    return committed_ >= event.sequence || not_committed_ >= event.sequence || erased() ||
           !running_;
  });
  if (erased()) return unavailable("the queue was erased meanwhile");
  if (committed_ >= event.sequence) return Status();
  return running_ ? commit_failure_
                  : unavailable("the tracker was closed before the event was on the disk");
}

void NativeTracker::on_committed(std::uint64_t sequence, const Status& status) {
  if (config_.durability != Durability::power_safe) return;
  const std::lock_guard lock(mutex_);
  if (status.ok()) {
    committed_ = sequence;
  } else {
    not_committed_ = std::max(not_committed_, sequence);
    commit_failure_ = Status(StatusCode::storage_unavailable,
                             status.message().empty() ? kNotWrittenYet : status.message());
  }
  changed_.notify_all();
}

// A caller that waits for an event of the ended generation would wait for ever.
void NativeTracker::on_erased() {
  const std::lock_guard lock(mutex_);
  committed_ = not_committed_ = 0;
  changed_.notify_all();
}

// Remembers for waiting calls why the next attempt is not now.
void NativeTracker::note_failure(const DeliveryReport& report) {
  if (report.outcome == DeliveryOutcome::dropped) return;
  Bytes words;
  if (!report.message.empty()) append_shown(words, report.message, transport_.answerer());
  std::size_t size = std::min(words.size(), kFailureBytesMax);
  if (size < words.size()) {  // Do not cut a character in two.
    while (size != 0 && (words.view()[size] & '\xC0') == '\x80') --size;
  }
  last_failure_ = words.view().substr(0, size);
}

// --- What the application's callbacks see.

void NativeTracker::on_delivery(const DeliveryReport& report) {
  note_failure(report);
  if (!config_.on_delivery) return;
  const ShownReport shown(report, transport_.answerer());
  try {
    config_.on_delivery(shown.report());
  } catch (...) {
    say(LogLevel::error, "on_delivery threw an exception; it must not");
  }
}

void NativeTracker::run_hook(EventDraft& draft) {
  const NativeTracker* const outer = std::exchange(hook_of, this);
  try {
    config_.before_send(draft);
  } catch (...) {
    // If the hook failed, the data that it should have removed must not be sent.
    draft.withheld = true;
    say(LogLevel::error, "before_send threw an exception; the event is withheld");
  }
  hook_of = outer;
}

void NativeTracker::log(LogLevel level, std::string_view message) {
  Bytes line;
  append_shown(line, message, transport_.answerer());
  say(level, line.view());
}

void NativeTracker::say(LogLevel level, std::string_view message) {
  if (!config_.log) {
    if (level < LogLevel::warning) return;
    const FileSignalGuard guard;  // Standard error may be a closed pipe, or a file at its limit.
    Bytes line;
    append_visible(line, message);
    std::fprintf(stderr, "godwit: %.*s\n", static_cast<int>(line.size()), line.data());
    return;
  }
  try {
    config_.log(level, message);
  } catch (...) {  // There is nowhere left to report it.
  }
}

Status NativeTracker::storage() const {
  const StatusCode now = engine_->counters().storage.load(std::memory_order_relaxed);
  if (!storage_.ok() || now == StatusCode::ok) return storage_;
  if (now == StatusCode::storage_corrupt) {
    return Status(now, "damaged data was set aside and counted");
  }
  return Status(now, kept_in_memory()
                         ? "the data directory was removed; events are kept in memory only"
                         : "the store cannot be written; events wait in the staging log");
}

}  // namespace godwit
