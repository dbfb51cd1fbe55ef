// What a page's bindings will be in outline: the whole core, reachable from the outside, on ports
// that are imported functions. Only its size matters here (check_size.py).
#include "engine.h"

extern "C" {
double port_now(int which);
void port_random(std::uint8_t* bytes, int count);
double port_run_at(double when);
void port_cancel(double timer);
void port_post(const void* task, int size);
void port_store(int operation, const void* from, int count);
void port_send(const char* url, int url_size, const char* body, int body_size);
void port_log(int level, const char* message, int size);
}

namespace {

using namespace godwit;

struct PageClock final : Clock {
  MonotonicTime monotonic() const override { return {static_cast<std::int64_t>(port_now(0))}; }
  WallTime wall() const override { return {static_cast<std::int64_t>(port_now(1))}; }
  Id boot_id() const override { return {}; }
};

struct PageEntropy final : Entropy {
  void fill(std::span<std::uint8_t> bytes) override {
    port_random(bytes.data(), static_cast<int>(bytes.size()));
  }
};

struct PageScheduler final : Scheduler {
  void post(Task task) override { port_post(&task, sizeof task); }
  TimerId run_at(MonotonicTime when, Task task) override {
    port_post(&task, sizeof task);
    return static_cast<TimerId>(port_run_at(static_cast<double>(when.ms)));
  }
  void cancel(TimerId timer) override { port_cancel(static_cast<double>(timer)); }
};

std::byte region_bytes[256 * 1024];

struct PageMemory final : StagingMemory {
  std::span<std::byte> region() override { return region_bytes; }
  void erase() override { std::memset(region_bytes, 0, sizeof region_bytes); }
  bool owned() const override { return true; }
};

EventStore::Done store_done;
StoreVisitor* store_visitor;

struct PageStore final : EventStore {
  void load(StoreVisitor& visitor, Done done) override { keep(0, &visitor, done, nullptr, 0); }
  void read(std::span<const std::uint64_t> ids, StoreVisitor& visitor, Done done) override {
    keep(1, &visitor, done, ids.data(), static_cast<int>(ids.size()));
  }
  void commit(const StoreWrite& write, Done done) override { keep(2, nullptr, done, &write, 0); }
  void purge(Done done) override { keep(3, nullptr, done, nullptr, 0); }

  void keep(int operation, StoreVisitor* visitor, Done done, const void* from, int count) {
    store_done = done;
    store_visitor = visitor;
    port_store(operation, from, count);
  }
};

Transport::Done send_done;

struct PageTransport final : Transport {
  void send(const HttpRequest& request, Done done) override {
    send_done = done;
    port_send(request.url.data(), static_cast<int>(request.url.size()), request.body.data(),
              static_cast<int>(request.body.size()));
  }
  void cancel() override {}
  void forget_connection() override {}
};

struct PageLog final : LogSink {
  void log(LogLevel level, std::string_view message) override {
    port_log(static_cast<int>(level), message.data(), static_cast<int>(message.size()));
  }
};

struct PageObserver final : EngineObserver {
  void on_delivery(const DeliveryReport& report) override {
    port_store(4, &report, static_cast<int>(report.count));
  }
  void on_committed(std::uint64_t, const Status&) override {}
};

void on_status(void*, const Status& status) {
  port_log(static_cast<int>(status.code()), status.message().data(), 0);
}

PageClock page_clock;
PageEntropy page_entropy;
PageScheduler page_scheduler;
PageMemory page_memory;
PageStore page_store;
PageTransport page_transport;
PageLog page_log;
PageObserver page_observer;
alignas(Engine) char engine_bytes[sizeof(Engine)];
Engine& engine = *reinterpret_cast<Engine*>(engine_bytes);

const Engine::Done kOnStatus(on_status, nullptr);

}  // namespace

extern "C" {

void page_open(const char* endpoint, const char* key, int consent) {
  const EngineOptions options{.uploader = {endpoint, key, WireForm::cors_simple},
                              .consent = static_cast<Consent>(consent),
                              .recover = nullptr};
  new (engine_bytes) Engine(
      {page_clock, page_entropy, page_scheduler, page_memory, page_store, page_transport, page_log},
      options, page_observer);
  engine.open(kOnStatus);
}

int page_track(const char* name, int name_size, const char* properties, int size, int priority) {
  const std::string_view text(properties, static_cast<std::size_t>(size));
  std::uint64_t sequence = 0;
  const Status status =
      engine.recorder().record({name, static_cast<std::size_t>(name_size)}, json_properties(text),
                               {static_cast<Priority>(priority), {}}, sequence);
  return static_cast<int>(status.code());
}

void page_set_user(const char* user) {
  on_status(nullptr, engine.recorder().set_user(user));
}
void page_set_super(const char* name, const char* json) {
  on_status(nullptr, engine.recorder().set_super_property(name, json));
}
void page_set_key(const char* key) {
  engine.set_key(key);
}
void page_set_consent(int consent) {
  engine.set_consent(static_cast<Consent>(consent), kOnStatus);
}
void page_flush() {
  engine.flush(kOnStatus);
}
void page_reset() {
  engine.reset(kOnStatus);
}
void page_close() {
  engine.close(kOnStatus);
}
void page_run(const Task* task) {
  (*task)();
}
void page_stored(int code) {
  store_done(Status(static_cast<StatusCode>(code), {}));
}
void page_found(const SegmentInfo* info, const char* body, int size) {
  store_visitor->on_segment(*info, {body, static_cast<std::size_t>(size)});
}
void page_replied(int status, const char* body, int size) {
  HttpReply reply;
  reply.status = status;
  reply.body = {body, static_cast<std::size_t>(size)};
  send_done(reply);
}
double page_accepted() {
  return static_cast<double>(engine.counters().snapshot().accepted);
}
}
