// The core for a page: the engine, with ports that are the page's functions (imports.h).
//
// Only whole numbers of 32 bits and doubles cross the edge; text is a pointer and a length in
// memory(). A module is one tracker. exports.txt lists the functions that a page may call. The page
// must not call them from within an import.
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
  StoreVisitor* visitor = nullptr;

  void load(StoreVisitor& to, Done done) override {
    visitor = &to;
    page_load(done);
  }
  void read(std::span<const std::uint64_t> ids, StoreVisitor& to, Done done) override {
    visitor = &to;
    page_read(ids.data(), static_cast<int>(ids.size()), done);
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
Limits limits;
alignas(Engine) char engine_bytes[sizeof(Engine)];
Engine& engine = *reinterpret_cast<Engine*>(engine_bytes);

// The limits that a page may set, in the order of its own list.
void* const limit_fields[] = {
#define GODWIT_PAGE_LIMIT(name, initial) &limits.name,
#include "interface/limits.def"
};

void answer(void* call, const Status& status) {
  page_answer(static_cast<int>(reinterpret_cast<std::uintptr_t>(call)),
              static_cast<int>(status.code()), status.message().data(), size_of(status.message()));
}

Engine::Done answer_to(int call) {
  return {answer, reinterpret_cast<void*>(static_cast<std::uintptr_t>(call))};
}

SegmentInfo info_of(std::string_view record) {
  SegmentInfo info;
  std::memcpy(&info, record.data(), sizeof info);
  return info;
}

void decline(const Status& status) {
  if (!status.ok()) answer(nullptr, status);
}

// The members that core.ts reads in memory.
static_assert(offsetof(DeliveryReport, first_sequence) == 24 &&
              offsetof(DeliveryReport, last_sequence) == 32 &&
              offsetof(DeliveryReport, count) == 40 && offsetof(DeliveryReport, code) == 44 &&
              offsetof(DeliveryReport, pointer) == 52 && offsetof(DeliveryReport, message) == 60);
static_assert(sizeof(SegmentInfo) == 64 && offsetof(SegmentInfo, id) == 0 &&
              sizeof(SegmentPut) == 72 && offsetof(SegmentPut, body) == 64);
static_assert(sizeof(NamedValue) == 16 && offsetof(StoreWrite, puts) == 8 &&
              offsetof(StoreWrite, values) == 16);

}  // namespace

extern "C" {

// Call it before core_open(). All these limits have 64 bits.
void core_limit(int which, double value) {
  const auto whole = static_cast<std::int64_t>(value);
  std::memcpy(limit_fields[which], &whole, sizeof whole);
}

void core_open(int call, const char* endpoint, int endpoint_size, const char* key, int key_size,
               const char* user, int user_size, const char* environment, int environment_size,
               int consent) {
  page_entropy.fill(page_clock.boot.bytes);
  limits.staging_bytes = kRegionBytes;
  limits.segment_bytes_max = kSegmentBytes;
  const EngineOptions options{
      .uploader = {text(endpoint, endpoint_size), text(key, key_size), WireForm::cors_simple, 0},
      .limits = limits,
      .consent = static_cast<Consent>(consent),
      .recover = nullptr,
      .environment = text(environment, environment_size),
      .user_id = text(user, user_size)};
  new (engine_bytes) Engine({page_clock, page_entropy, page_scheduler, page_memory, page_store,
                             page_transport, page_logger},
                            options, page_observer);
  engine.recorder().set_schemas(page_schemas());
  engine.open(answer_to(call));
}

// `time`: ms since 1970, or less than zero for now. Returns the sequence number. If it declines
// the event, calls page_answer() with call 0 and returns zero.
double core_track(const char* name, int name_size, const char* properties, int size, int priority,
                  double time) {
  const std::string_view json = text(properties, size);
  RecordOptions options{static_cast<Priority>(priority), {}, take_schema_choice()};
  if (time >= 0) options.time = WallTime{static_cast<std::int64_t>(time)};
  Recorded recorded;
  decline(
      engine.recorder().record(text(name, name_size), json_properties(json), options, recorded));
  return static_cast<double>(recorded.sequence);
}

void core_set_user(const char* user, int size) {
  decline(engine.recorder().set_user(text(user, size)));
}

void core_set_super(const char* name, int name_size, const char* json, int size) {
  decline(engine.recorder().set_super_property(text(name, name_size), text(json, size)));
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
void core_found(const char* record, int size) {
  page_store.visitor->on_segment(info_of({record, sizeof(SegmentInfo)}),
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

void core_found_value(const char* name, int name_size, const char* value, int size) {
  page_store.visitor->on_value(text(name, name_size), text(value, size));
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
