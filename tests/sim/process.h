// One life of a simulated application: the unchanged engine on simulated ports.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "engine.h"
#include "sim/disk_store.h"
#include "sim/network.h"
#include "sim/process_ports.h"
#include "sim/state_watch.h"

namespace godwit::sim {

class Process final : public EngineObserver {
 public:
  // The parts of the device and of the world that the process needs.
  struct Host {
    std::uint32_t number;  // The process's, counting up over all devices.
    const Clock& clock;
    Random& random;
    Disk& disk;
    DiskTrouble& trouble;
    const FaultPlan& plan;
    std::function<void()> on_death;
    // Runs work in so many ms, if this process still lives then.
    std::function<void(std::int64_t delay_ms, std::function<void()> work)> after;
    std::function<void(std::string_view key, std::string_view body, Network::Done done)> send;
    std::function<void(std::string_view body)> defer;  // Until this process is dead.
    std::function<void(const NetworkReply& reply)> on_answer;
    std::function<void(const DeliveryReport& report)> on_report;
    std::function<void(std::uint64_t sequence, const Status& status)> on_committed;
    std::function<void()> on_erased;
    std::function<void(std::string_view line)> on_log;
    StateWatch::Fail on_wrong_state;
    DiskStore::Surroundings store;
  };
  using StatusDone = std::function<void(const Status&)>;

  Process(Host host, const EngineOptions& options);

  void open(StatusDone done);
  void flush(StatusDone done);
  void reset(StatusDone done);
  void set_consent(Consent consent, StatusDone done);
  void close(StatusDone done);
  void set_key(std::string_view key);

  [[nodiscard]] Engine& engine() { return engine_; }
  [[nodiscard]] Life& life() { return life_; }
  [[nodiscard]] const Life& life() const { return life_; }
  [[nodiscard]] std::uint32_t number() const { return host_.number; }
  [[nodiscard]] std::size_t timers() const { return scheduler_.armed(); }
  // The process is gone; what its store was doing is done, or not.
  void crash_store() { store_.crash(); }

 private:
  // The transport of this process: one request at a time.
  class Wire final : public Transport {
   public:
    explicit Wire(Process& process) : process_(process) {}
    void send(const HttpRequest& request, Done done) override;
    void defer(const HttpRequest& request) override;
    void cancel() override;
    void forget_connection() override { process_.life_.call(PortKind::transport); }

   private:
    void complete(std::uint64_t request, const NetworkReply& reply);

    Process& process_;
    Done done_;
    std::uint64_t request_ = 0;
    bool under_way_ = false;
  };

  // A completion that a StatusDone waits for; each is used once.
  struct Waiting {
    Process* process = nullptr;
    StatusDone done;
    void run(const Status& status);
  };
  Engine::Done wait(StatusDone done);

  void on_delivery(const DeliveryReport& report) override {
    if (life_.dead()) return;
    watch_.on_report(engine_.uploader(), report);
    host_.on_report(report);
  }
  void on_committed(std::uint64_t sequence, const Status& status) override {
    if (!life_.dead()) host_.on_committed(sequence, status);
  }
  void on_erased() override {
    if (!life_.dead()) host_.on_erased();
  }

  Host host_;
  Life life_;
  LivingClock clock_;
  SeededEntropy entropy_;
  ProcessScheduler scheduler_;
  DiskStaging staging_;
  DiskStore store_;
  Wire wire_;
  SilentLog log_;
  std::deque<Waiting> waiting_;
  StateWatch watch_;
  Engine engine_;
};

}  // namespace godwit::sim
