#include "collector/collector.h"

#include <chrono>
#include <future>
#include <thread>
#include <utility>

#include "control/router.h"
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

// The members' order is the order of what stands on what; the last goes first.
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

  Options options;
  AsioLoop loop;
  Store store;
  Router router;
  Server server;
  std::thread thread;
};

Collector::Collector(Options options) {
  if (!options.now_ms) options.now_ms = system_now_ms;
  impl_ = std::make_unique<Impl>(std::move(options));
}

Collector::~Collector() {
  stop();
}

Status Collector::start() {
  Status status = impl_->store.open();
  if (status.ok()) status = impl_->store.maintain();
  if (status.ok()) status = impl_->server.listen(impl_->options.address, impl_->options.port);
  if (!status.ok()) return status;
  impl_->schedule_maintenance();
  impl_->thread = std::thread([impl = impl_.get()] { impl->loop.run(); });
  return {};
}

std::uint16_t Collector::port() const {
  return impl_->server.port();
}

void Collector::run_maintenance() {
  std::promise<void> done;
  impl_->loop.post([&] {
    impl_->router.maintain();
    done.set_value();
  });
  done.get_future().wait();
}

void Collector::stop() {
  if (!impl_->thread.joinable()) return;
  impl_->loop.post([this] {
    // Replies are begun by close() and cut off by the server's: what is stored stays stored.
    impl_->router.close();
    impl_->server.close();
    impl_->loop.drop_delayed();
  });
  impl_->thread.join();
}

}  // namespace godwit::collector
