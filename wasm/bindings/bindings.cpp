// The core for a page: the engine, with ports that are the page's functions (imports.h).
//
// Only whole numbers of 32 bits and doubles cross the edge; text is a pointer and a length in
// memory(). A module is one tracker. exports.txt lists the functions that a page may call. The page
// must not call them from within an import.
// A call that may be declined returns its Status, which stays until the next such call. A call that
// takes time has a number, and page_answer() gives its Status. No call prepares another one.
#include <cstddef>
#include <cstring>
#include <new>

#include "engine.h"
#include "godwit/limits.h"
#include "imports.h"
#include "schemas.h"

namespace {

using namespace godwit;

// The page itself keeps the events for which there is no room.
constexpr std::size_t kRegionBytes = 2 * 1024 * 1024;
// A segment is written again each time that it grows, which a page may cause every 100 ms.
constexpr std::uint32_t kSegmentBytes = 16 * 1024;
std::byte region[kRegionBytes];

std::string_view text(const char* data, int size) {
  return {data, static_cast<std::size_t>(size)};
}

int size_of(std::string_view view) {
  return static_cast<int>(view.size());
}

struct PageClock final : Clock {
  Id boot;  // One for each page, because performance.now() starts again.

  MonotonicTime monotonic() const override { return {static_cast<std::int64_t>(page_uptime())}; }
  WallTime wall() const override { return {static_cast<std::int64_t>(page_wall())}; }
  Id boot_id() const override { return boot; }
};

struct PageEntropy final : Entropy {
  void fill(std::span<std::uint8_t> bytes) override {
    page_random(bytes.data(), static_cast<int>(bytes.size()));
  }
};

struct PageScheduler final : Scheduler {
  void post(Task task) override { page_post(task); }
  TimerId run_at(MonotonicTime when, Task task) override {
    return static_cast<TimerId>(page_run_at(static_cast<double>(when.ms), task));
  }
  void cancel(TimerId timer) override { page_cancel(static_cast<int>(timer)); }
};

// Memory that ends with the page, so there is never anything to recover.
struct PageMemory final : StagingMemory {
  std::span<std::byte> region() override { return ::region; }
  std::size_t size_bytes() override { return kRegionBytes; }
  Status erase() override {
    std::memset(::region, 0, kRegionBytes);
    return {};
  }
  bool owned() const override { return true; }
};

struct PageStore final : EventStore {
  void load(StoreVisitor& visitor, Done done) override { page_load(&visitor, done); }
  void read(std::span<const std::uint64_t> ids, StoreVisitor& visitor, Done done) override {
    page_read(ids.data(), static_cast<int>(ids.size()), &visitor, done);
  }
  void commit(const StoreWrite& write, Done done) override { page_commit(write, done); }
  void purge(Done done) override { page_purge(done); }
};

struct PageTransport final : Transport {
  void send(const HttpRequest& request, Done done) override {
    page_send(request.url.data(), size_of(request.url), request.body.data(), size_of(request.body),
              done);
  }
  void defer(const HttpRequest& request) override {
    page_defer(request.url.data(), size_of(request.url), request.body.data(),
               size_of(request.body));
  }
  void cancel() override { page_cancel_send(); }
  void forget_connection() override {}  // The browser does this itself.
  bool claim(Task granted) override { return page_claim(granted) != 0; }
  void release() override { page_release(); }
};

struct PageLog final : LogSink {
  void log(LogLevel level, std::string_view message) override {
    page_log(static_cast<int>(level), message.data(), size_of(message));
  }
};

struct PageObserver final : EngineObserver {
  void on_delivery(const DeliveryReport& report) override { page_report(report); }
  void on_committed(std::uint64_t, const Status&) override {}
  void on_erased() override {}
};

PageClock page_clock;
PageEntropy page_entropy;
PageScheduler page_scheduler;
PageMemory page_memory;
PageStore page_store;
PageTransport page_transport;
PageLog page_logger;
PageObserver page_observer;
alignas(Status) char status_bytes[sizeof(Status)];
alignas(Engine) char engine_bytes[sizeof(Engine)];
Engine& engine = *reinterpret_cast<Engine*>(engine_bytes);

// The places of the limits that a page may set, in the order of its own list. All have 64 bits.
constexpr std::uint8_t kLimitOffsets[] = {
#define GODWIT_PAGE_LIMIT(name, initial) offsetof(Limits, name),
#include "interface/limits.def"
};

// The core's limits, with those that a page sets; 0 stands for the core's default.
const Limits& limits_of(const double* values) {
  static Limits limits;
  for (const std::uint8_t offset : kLimitOffsets) {
    const auto whole = static_cast<std::int64_t>(*values++);
    if (whole > 0) std::memcpy(reinterpret_cast<char*>(&limits) + offset, &whole, sizeof whole);
  }
  limits.staging_bytes = kRegionBytes;
  limits.segment_bytes_max = kSegmentBytes;
  return limits;
}

// The time of a call, by page_uptime().
MonotonicTime called_at(double uptime) {
  return MonotonicTime{static_cast<std::int64_t>(uptime)};
}

void answer(void* call, const Status& status) {
  page_answer(static_cast<int>(reinterpret_cast<std::uintptr_t>(call)), status);
}

Engine::Done answer_to(int call) {
  return {answer, reinterpret_cast<void*>(static_cast<std::uintptr_t>(call))};
}

SegmentInfo info_of(std::string_view record) {
  SegmentInfo info;
  std::memcpy(&info, record.data(), sizeof info);
  return info;
}

// Checks the places where core.ts reads.
#define GODWIT_OFFSET(type, member, bytes) static_assert(offsetof(type, member) == (bytes));
#define GODWIT_SIZE(type, bytes) static_assert(sizeof(type) == (bytes));
#include "interface/layout.def"

}  // namespace

extern "C" {

// `called`: the page's uptime when it opened the tracker; the core is loaded later. `schemas`: a
// result of core_schemas(), or null.
void core_open(int call, double called, const double* limits, EventSchemas* schemas, int consent,
               const char* endpoint, int endpoint_size, const char* key, int key_size,
               const char* user, int user_size, const char* environment, int environment_size) {
  page_entropy.fill(page_clock.boot.bytes);
  const EngineOptions options{
      .uploader = {text(endpoint, endpoint_size), text(key, key_size), WireForm::cors_simple, 0},
      .limits = limits_of(limits),
      .consent = static_cast<Consent>(consent),
      .recover = nullptr,
      .environment = text(environment, environment_size),
      .user_id = text(user, user_size),
      .begun = called_at(called)};
  new (engine_bytes) Engine({page_clock, page_entropy, page_scheduler, page_memory, page_store,
                             page_transport, page_logger},
                            options, page_observer);
  engine.recorder().set_schemas(schemas);
  engine.open(answer_to(call));
}

// `called`: the uptime of the page's call, which is the event's default time. `time`: ms since
// 1970, or less than zero for the default. `version_parts`: 3 if the event names the version of its
// schema; otherwise 0.
const Status* core_track(const char* name, int name_size, const char* properties, int size,
                         double called, int priority, double time, int version_parts, int model,
                         int revision, int addition) {
  const std::string_view json = text(properties, size);
  SchemaChoice choice;
  RecordOptions options{static_cast<Priority>(priority)};
  options.called = called_at(called);
  if (version_parts != 0) options.schema = choose_schema(choice, model, revision, addition);
  if (time >= 0) options.time = WallTime{static_cast<std::int64_t>(time)};
  Recorded recorded;
  return new (status_bytes) Status(
      engine.recorder().record(text(name, name_size), json_properties(json), options, recorded));
}

const Status* core_set_user(const char* user, int size) {
  return new (status_bytes) Status(engine.recorder().set_user(text(user, size)));
}

const Status* core_set_super(const char* name, int name_size, const char* json, int size) {
  return new (status_bytes)
      Status(engine.recorder().set_super_property(text(name, name_size), text(json, size)));
}

void core_set_key(const char* key, int size) {
  engine.set_key(text(key, size));
}

void core_set_consent(int call, int consent) {
  engine.set_consent(static_cast<Consent>(consent), answer_to(call));
}

// `network` is a NetworkKind. Flags: 1 saves data, 2 saves power, 4 charges; from 8 on, the
// AppState (signals.ts).
void core_set_device(int network, int flags, int battery_percent) {
  engine.set_device(
      {{static_cast<NetworkKind>(network), (flags & 1) != 0},
       {static_cast<std::int8_t>(battery_percent), (flags & 4) != 0, (flags & 2) != 0},
       static_cast<AppState>(flags >> 3)});
}

void core_note_network_activity() {
  engine.note_network_activity();
}

void core_set_leaving(int bytes_max) {
  engine.set_leaving(static_cast<std::uint32_t>(bytes_max));
}

void core_flush(int call) {
  engine.flush(answer_to(call));
}

void core_commit() {
  engine.commit_now();
}

// The caller of core_flush() no longer waits.
void core_end_flush(int call) {
  engine.end_flush(answer_to(call));
}

// The number of the Standstill, and 8 times the ms until the next attempt.
double core_standing() {
  const Standing standing = engine.standing();
  return static_cast<double>(standing.next_ms) * 8 + static_cast<double>(standing.state);
}

void core_reset(int call) {
  engine.reset(answer_to(call));
}

void core_close(int call) {
  engine.close(answer_to(call));
}

// Adds a counter to the list that a page reads, if the description puts it there.
#define GODWIT_PAGE_everywhere(name) stats.name,
#define GODWIT_PAGE_native(name)
#define GODWIT_PAGE_schemas(name)
#define GODWIT_PAGE_page(name)

// A counter by its number, in the order of COUNTERS, which the page imports. After the counters
// come the drops, the requests by reason, and the reason of the present wait.
double core_counter(int which) {
  const Stats stats = engine.counters().snapshot();
  const std::uint64_t values[] = {
#define GODWIT_COUNTER(name, where) GODWIT_PAGE_##where(name)
#define GODWIT_GAUGE(name, where) GODWIT_PAGE_##where(name)
#include "interface/stats.def"
  };
  constexpr int kPlain = sizeof values / sizeof values[0];
  constexpr int kDrops = kPlain + static_cast<int>(kDropReasonCount);
  constexpr int kRequests = kDrops + static_cast<int>(kRequestReasonCount);
  if (which == kRequests) return static_cast<double>(stats.waits_for);
  return static_cast<double>(which < kPlain   ? values[which]
                             : which < kDrops ? stats.dropped[which - kPlain]
                                              : stats.requests_for[which - kDrops]);
}

// Only the modules with schemas export this one.
double core_marked() {
  return static_cast<double>(engine.counters().marked);
}

// --- Answers of the page's functions.

void core_run(Task::Function function, void* object) {
  function(object);
}

void core_stored(void (*function)(void*, const Status&), void* object, int code) {
  function(object, Status(static_cast<StatusCode>(code), {}));
}

// A stored segment: the bytes of page_commit(), followed by the body.
void core_found(StoreVisitor* visitor, const char* record, int size) {
  visitor->on_segment(info_of({record, sizeof(SegmentInfo)}),
                      text(record, size).substr(sizeof(SegmentInfo)));
}

// A record of a page that is gone, moved into this page's store under an id of core_next_id().
double core_next_id() {
  return static_cast<double>(engine.next_segment_id());
}

void core_adopt(const char* record, int size) {
  engine.adopt(info_of(text(record, size)));
}

void core_adopt_stream(const char* value, int size) {
  engine.adopt_stream(text(value, size));
}

// The stored value of `retry`, before a claim is granted.
void core_adopt_retry(const char* value, int size) {
  engine.adopt_retry(text(value, size));
}

void core_begin_adopted() {
  engine.begin_adopted();
}

void core_found_value(StoreVisitor* visitor, const char* name, int name_size, const char* value,
                      int size) {
  visitor->on_value(text(name, name_size), text(value, size));
}

void core_replied(void (*function)(void*, const HttpReply&), void* object, int status,
                  double retry_after_ms, double bytes_sent, const char* body, int size) {
  HttpReply reply;
  reply.status = status;
  reply.retry_after_ms = static_cast<std::int64_t>(retry_after_ms);
  reply.bytes_sent = static_cast<std::uint64_t>(bytes_sent);
  reply.bytes_received = static_cast<std::uint64_t>(size);
  reply.failure = "no Godwit collector answered";
  (status == 0 ? reply.failure : reply.body) = text(body, size);
  function(object, reply);
}
}
