#include "collector/collector.h"

#include <chrono>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <utility>

#include "control/router.h"
#include "files/file_signals.h"
#include "files/standard_descriptors.h"
#include "http/asio_loop.h"
#include "http/server.h"
#include "store/store.h"

namespace godwit::collector {
namespace {

constexpr std::chrono::milliseconds kMaintenanceInterval{60'000};

std::int64_t system_now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

// Each member uses only members above it, so the last is destroyed first.
struct Collector::Impl {
  explicit Impl(Options chosen)
      : options(std::move(chosen)),
        store(options),
        router(options, loop, store),
        server(loop, router, options.limits) {}

  void schedule_maintenance() {
    loop.run_after(kMaintenanceInterval, [this] {
      router.maintain();
      schedule_maintenance();
    });
  }

  void log(LogLevel level, const std::string& text) const {
    if (options.log != nullptr) options.log->log(level, text);
  }
  // Runs the task in a turn of the loop, and returns when it is done.
  void run_in_loop(const std::function<void()>& task) {
    std::promise<void> done;
    loop.post([&] {
      task();
      done.set_value();
    });
    done.get_future().wait();
  }

  Options options;
  AsioLoop loop;
  Store store;
  Router router;
  Server server;
  std::thread thread;
  bool has_schemas = false;
};

Collector::Collector(Options options) {
  occupy_standard_descriptors();
  if (!options.now_ms) options.now_ms = system_now_ms;
  impl_ = std::make_unique<Impl>(std::move(options));
}

Collector::~Collector() {
  const FileSignalGuard guard;  // SQLite writes during its close.
  stop();
  impl_.reset();
}

Status Collector::load_schemas() {
  std::unique_ptr<const SchemaFile> file;
  const Options& options = impl_->options;
  const Status status =
      SchemaFile::read(options.schemas, options.limits.schema_pack_bytes_max, file);
  if (!status.ok()) {
    if (impl_->has_schemas) {
      impl_->log(LogLevel::error,
                 std::string(status.message()) + "; those loaded before stay in use");
    }
    return status;
  }
  const std::string loaded = "schemas loaded: " + std::to_string(file->pack().schemas().size()) +
                             ", " + std::to_string(file->size_bytes()) + " bytes, from " +
                             options.schemas.string();
  impl_->has_schemas = true;
  if (impl_->thread.joinable()) {
    impl_->run_in_loop([&] { impl_->router.use_schemas(std::move(file)); });
  } else {
    impl_->router.use_schemas(std::move(file));
  }
  // Logged after the change, so that a test can wait for the line.
  impl_->log(LogLevel::info, loaded);
  return {};
}

Status Collector::start() {
  const FileSignalGuard guard;
  Status status;
  if (!impl_->options.schemas.empty() && !impl_->has_schemas) status = load_schemas();
  if (status.ok()) status = impl_->store.open();
  if (status.ok()) status = impl_->store.maintain();
  if (status.ok()) status = impl_->server.listen(impl_->options.address, impl_->options.port);
  if (!status.ok()) return status;
  impl_->schedule_maintenance();
  impl_->thread = std::thread([impl = impl_.get()] {
    block_file_signals();
    impl->loop.run();
  });
  return {};
}

std::uint16_t Collector::port() const {
  return impl_->server.port();
}

void Collector::run_maintenance() {
  impl_->run_in_loop([this] { impl_->router.maintain(); });
}

void Collector::stop() {
  if (!impl_->thread.joinable()) return;
  impl_->loop.post([this] {
    // close() begins the replies, and the server's close cuts them off. Stored events stay stored.
    impl_->router.close();
    impl_->server.close();
    impl_->loop.drop_delayed();
  });
  impl_->thread.join();
}

}  // namespace godwit::collector
