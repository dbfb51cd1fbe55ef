// Ports for tests: virtual time, seeded chance, a network that answers as told.
//
// World owns one of each and drives them; nothing happens but in run_for() and its like.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/prng.h"
#include "engine.h"
#include "memory/memory_staging_memory.h"

namespace godwit::test {

inline constexpr std::int64_t kHour = 3'600'000;  // In ms.

struct FakeClock final : Clock {
  std::int64_t monotonic_ms = 1'000'000;
  std::int64_t wall_ms = 1'700'000'000'000;
  Id boot = {{1}};
  MonotonicTime monotonic() const override {
    if (when_asked) std::exchange(when_asked, nullptr)();
    return {monotonic_ms};
  }
  WallTime wall() const override { return {wall_ms}; }
  mutable std::function<void()> when_asked;  // Once.
  Id boot_id() const override { return boot; }
  void advance(std::int64_t ms) {
    monotonic_ms += ms;
    wall_ms += ms;
  }
};

struct FakeEntropy final : Entropy {
  Prng prng{7};
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(prng.next());
  }
};

struct FakeScheduler final : Scheduler {
  explicit FakeScheduler(FakeClock& c) : clock(c) {}

  void post(Task task) override { posted.push_back(task); }
  TimerId run_at(MonotonicTime when, Task task) override {
    timers.push_back({when.ms, ++last_timer, task});
    return last_timer;
  }
  void cancel(TimerId timer) override {
    std::erase_if(timers, [&](const Timer& known) { return known.id == timer; });
  }

  // Runs everything that is due until `ms` have passed.
  void run_for(std::int64_t ms) {
    const std::int64_t end = clock.monotonic_ms + ms;
    for (;;) {
      run_posted();
      auto next = std::min_element(timers.begin(), timers.end(), [](auto& a, auto& b) {
        return a.when_ms != b.when_ms ? a.when_ms < b.when_ms : a.id < b.id;
      });
      if (next == timers.end() || next->when_ms > end) break;
      if (next->when_ms > clock.monotonic_ms) clock.advance(next->when_ms - clock.monotonic_ms);
      const Task task = next->task;
      timers.erase(next);
      task();
    }
    if (end > clock.monotonic_ms) clock.advance(end - clock.monotonic_ms);
  }
  void run_one() {
    const Task task = posted.front();
    posted.pop_front();
    task();
  }
  void run_posted() {
    while (!posted.empty()) run_one();
  }

  struct Timer {
    std::int64_t when_ms;
    TimerId id;
    Task task;
  };
  FakeClock& clock;
  std::deque<Task> posted;
  std::vector<Timer> timers;
  TimerId last_timer = 0;
};

// A region that cannot be had while `missing`, nor erased while there is an `erase_failure`.
struct FakeStaging final : StagingMemory {
  explicit FakeStaging(std::size_t bytes) : memory(bytes) {}
  std::span<std::byte> region() override {
    return missing ? std::span<std::byte>() : memory.region();
  }
  std::size_t size_bytes() override { return memory.size_bytes(); }
  [[nodiscard]] Status erase() override {
    return erase_failure.ok() ? memory.erase() : erase_failure;
  }
  bool owned() const override {
    if (when_asked) std::exchange(when_asked, nullptr)();
    return memory.owned();
  }

  MemoryStagingMemory memory;
  mutable std::function<void()> when_asked;  // Once.
  bool missing = false;
  Status erase_failure;
};

// The contents of a disk; outlives the engines that use it.
struct FakeDisk {
  explicit FakeDisk(std::size_t staging_bytes) : staging(staging_bytes) {}

  struct Segment {
    SegmentInfo info;
    std::string body;
  };
  std::map<std::uint64_t, Segment> segments;
  std::map<std::string, std::string> values;
  FakeStaging staging;
};

struct FakeStore final : EventStore {
  FakeStore(FakeScheduler& s, FakeDisk& d) : scheduler(s), disk(d) {}

  void load(StoreVisitor& visitor, Done done) override {
    later([this, &visitor, done] {
      for (auto& [id, segment] : disk.segments) visitor.on_segment(segment.info, {});
      for (auto& [name, value] : disk.values) visitor.on_value(name, value);
      done(failure);
    });
  }
  void read(std::span<const std::uint64_t> ids, StoreVisitor& visitor, Done done) override {
    later([this, ids, &visitor, done] {
      if (damaged_at_read) {
        damaged_at_read = false;
        disk.segments.clear();
        disk.values.clear();
        return done(Status(StatusCode::storage_corrupt, "damaged, and set aside"));
      }
      for (std::uint64_t id : ids) {
        const auto found = disk.segments.find(id);
        if (found != disk.segments.end()) {
          visitor.on_segment(found->second.info, found->second.body);
        }
      }
      done(failure);
    });
  }
  void commit(const StoreWrite& write, Done done) override {
    later([this, write, done] {
      ++commits;
      waited_for_disk = write.wait_for_disk;
      if (during_commit) std::exchange(during_commit, nullptr)();
      if (failure.ok()) {
        for (std::uint64_t id : write.erases) disk.segments.erase(id);
        for (const SegmentPut& put : write.puts) {
          disk.segments[put.info.id] = {put.info, std::string(put.body)};
        }
        for (const NamedValue& value : write.values) {
          if (value.value.empty()) {
            disk.values.erase(std::string(value.name));
          } else {
            disk.values[std::string(value.name)] = std::string(value.value);
          }
        }
      }
      done(failure);
    });
  }
  void purge(Done done) override {
    later([this, done] {
      if (failure.ok()) {
        disk.segments.clear();
        disk.values.clear();
      }
      done(failure);
    });
  }

  void later(std::function<void()> operation) {
    operations.push_back(std::move(operation));
    scheduler.post(Task::to<&FakeStore::run_next>(this));
  }
  void run_next() {
    const std::function<void()> operation = std::move(operations.front());
    operations.pop_front();
    operation();
  }

  FakeScheduler& scheduler;
  FakeDisk& disk;
  std::deque<std::function<void()>> operations;
  Status failure;
  int commits = 0;
  bool waited_for_disk = false;         // By the last commit.
  bool damaged_at_read = false;         // Once.
  std::function<void()> during_commit;  // Once.
};

// An event as a request carried it.
struct SentEvent {
  std::string stream;
  std::uint64_t sequence = 0;
  std::string text;
  std::string context;
};

struct SentRequest {
  std::int64_t at_ms = 0;
  std::string url;
  std::string key;
  std::string id;
  std::string body;
  int gzip_level = 0;
  std::vector<SentEvent> events;
};

// The collector's answer to a request.
struct Answer {
  int status = 200;
  std::string body;
  std::int64_t retry_after_ms = 0;
};

// Reads a body as the collector would, with another parser (nlohmann/json).
std::vector<SentEvent> events_of(const std::string& body);

struct FakeTransport final : Transport {
  using Collector = std::function<Answer(const SentRequest&)>;

  FakeTransport(FakeScheduler& s, FakeClock& c) : scheduler(s), clock(c) {}

  void send(const HttpRequest& request, Done done) override {
    SentRequest sent;
    sent.at_ms = clock.monotonic_ms;
    sent.url = request.url;
    sent.body = request.body;
    sent.gzip_level = request.gzip_level;
    for (const HttpHeader& header : request.headers) {
      if (header.name == "Authorization") sent.key = std::string(header.value).substr(7);
      if (header.name == "Godwit-Batch") sent.id = header.value;
    }
    sent.events = events_of(sent.body);
    requests.push_back(std::move(sent));
    completion = done;
    const Task complete = Task::to<&FakeTransport::complete>(this);
    if (reply_ms == 0) {
      scheduler.post(complete);
    } else {
      scheduler.run_at({clock.monotonic_ms + reply_ms}, complete);
    }
  }
  void complete() {
    const Answer answer = cancelled ? Answer{0, {}, {}} : collector(requests.back());
    cancelled = false;
    HttpReply reply;
    reply.status = answer.status;
    reply.body = answer.body;
    reply.retry_after_ms = answer.retry_after_ms;
    reply.failure = answer.status == 0 ? "connection refused" : "a stranger answered";
    completion(reply);
  }
  void defer(const HttpRequest& request) override {
    deferred =
        request.body.empty() ? std::vector<SentEvent>() : events_of(std::string(request.body));
    deferred_to = request.url;
  }
  void cancel() override { cancelled = true; }
  void forget_connection() override { ++forgotten; }
  bool claim(Task granted) override {
    if (shared) waiting = granted;
    return !shared;
  }
  void release() override { ++released; }

  FakeScheduler& scheduler;
  FakeClock& clock;
  Collector collector;
  std::vector<SentEvent> deferred;
  std::string deferred_to;
  Done completion;
  std::vector<SentRequest> requests;
  std::int64_t reply_ms = 0;  // The time that an answer takes.
  bool cancelled = false;
  int forgotten = 0;
  bool shared = false;  // Others send, too: a claim waits until `waiting` is called.
  Task waiting;
  int released = 0;
};

struct FakeLog final : LogSink {
  std::vector<std::string> lines;
  std::function<void()> when_told;
  void log(LogLevel, std::string_view message) override {
    lines.emplace_back(message);
    if (when_told) when_told();
  }
};

inline Answer ok(const SentRequest& request) {
  return {
      200, "{\"godwit\":1,\"batch\":\"" + request.id + "\",\"accepted\":0,\"duplicates\":0}", {}};
}

inline Answer ours(int status, const SentRequest& request) {
  return {status,
          "{\"godwit\":1,\"batch\":\"" + request.id +
              "\",\"error\":{\"code\":\"x\",\"message\":\"why\"}}",
          {}};
}

// One device: a disk, and the engine that runs on it now.
class World final : public EngineObserver {
 public:
  explicit World(std::size_t staging_bytes = 512 * 1024) : disk(staging_bytes) {
    options.uploader.endpoint = "https://collector.test";
    options.uploader.key = "KEY";
    options.consent = Consent::granted;
    transport.collector = ok;
  }
  ~World() override { stop(); }

  // Starts an engine on what the disk holds. Returns what open() answered.
  Status start() {
    store = std::make_unique<FakeStore>(scheduler, disk);
    engine = std::make_unique<Engine>(
        Ports{clock, entropy, scheduler, disk.staging, *store, transport, log}, options, *this);
    engine->open(Engine::Done::to<&World::on_status>(this));
    if (while_loading) while_loading();
    scheduler.run_posted();
    return last_status;
  }
  // Takes over what another device's disk holds, as a page does with one that is gone.
  void adopt(const FakeDisk& gone) {
    for (auto [id, segment] : gone.segments) {
      segment.info.id = engine->next_segment_id();
      disk.segments[segment.info.id] = segment;
      engine->adopt(segment.info);
    }
    for (const auto& [name, value] : gone.values) {
      if (name.starts_with("stream/")) engine->adopt_stream(value);
    }
    engine->begin_adopted();
  }
  // The process dies here: nothing that was posted runs any more.
  void kill() { stop(); }
  Status restart() {
    stop();
    return start();
  }

  Status track(std::string_view name, std::string_view properties = "{}",
               Priority priority = Priority::normal) {
    return engine->recorder().record(name, json_properties(properties), {priority, {}}, recorded);
  }
  void track_many(int count, std::string_view name = "e") {
    for (int i = 0; i < count; ++i) {
      if (!track(name, "{\"i\":" + std::to_string(i) + "}").ok()) std::abort();
    }
  }
  void run_for(std::int64_t ms) { scheduler.run_for(ms); }
  Status set_consent(Consent consent) {
    engine->set_consent(consent, Engine::Done::to<&World::on_status>(this));
    scheduler.run_posted();
    return last_status;
  }
  Status reset() {
    engine->reset(Engine::Done::to<&World::on_status>(this));
    scheduler.run_posted();
    return last_status;
  }
  bool flush(std::int64_t ms) {
    flushed = false;
    engine->flush(Engine::Done::to<&World::on_flushed>(this));
    run_for(ms);
    return flushed;
  }
  Stats stats() const { return engine->counters().snapshot(); }

  // Every (stream, sequence) that was answered 200, with how often.
  std::map<std::pair<std::string, std::uint64_t>, int> delivered() const;

  void on_delivery(const DeliveryReport& report) override {
    reports.push_back({report.outcome, report.reason, report.first_sequence, report.last_sequence,
                       report.count, std::string(report.message)});
    if (when_told) when_told(report);
  }
  void on_committed(std::uint64_t sequence, const Status& status) override {
    commits.push_back({sequence, status.code()});
    storage_then = engine->counters().storage;
    if (when_committed) when_committed();
  }
  void on_erased() override {
    ++erasures;
    if (when_erased) when_erased();
  }
  StatusCode storage_then = StatusCode::ok;  // When on_committed() was called last.
  void forget_status(const Status&) {}

  struct Report {
    DeliveryOutcome outcome;
    DropReason reason;
    std::uint64_t first, last;
    std::uint32_t count;
    std::string message;
  };

  struct Commit {
    std::uint64_t sequence;
    StatusCode code;
    bool operator==(const Commit&) const = default;
  };

  FakeClock clock;
  FakeEntropy entropy;
  FakeScheduler scheduler{clock};
  FakeTransport transport{scheduler, clock};
  FakeLog log;
  FakeDisk disk;
  EngineOptions options;
  std::function<void()> while_loading;  // Called by start().
  std::function<void(const DeliveryReport&)> when_told;
  std::function<void()> when_committed;
  std::function<void()> when_erased;
  std::unique_ptr<FakeStore> store;
  std::unique_ptr<Engine> engine;
  Status last_status;
  Recorded recorded;  // For the last event that was taken.
  bool flushed = false;
  std::vector<Report> reports;
  std::vector<Commit> commits;
  int erasures = 0;

 private:
  void stop() {
    scheduler.posted.clear();
    scheduler.timers.clear();
    transport.cancelled = false;
    engine.reset();
    store.reset();
  }
  void on_status(const Status& status) { last_status = status; }
  void on_flushed(const Status& status) {
    last_status = status;
    flushed = true;
  }
};

// Starts an engine whose queue is full: of nine events, one is delivered and the others are on
// their way to a collector that takes 30 s.
[[nodiscard]] inline bool start_crowded(World& world) {
  world.options.limits.queue_bytes_max = 4'000;
  if (!world.start().ok()) return false;
  world.track("e");
  if (!world.flush(1'000)) return false;
  world.transport.reply_ms = 30'000;
  const std::string text = "{\"t\":\"" + std::string(1'000, 'x') + "\"}";
  for (int i = 0; i < 8; ++i) world.track("e", text, Priority::immediate);
  world.run_for(100);
  return true;
}

inline std::uint64_t dropped(const World& world, DropReason reason) {
  return world.stats().dropped[static_cast<std::size_t>(reason)];
}

}  // namespace godwit::test
