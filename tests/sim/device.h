// A device: a disk, a clock, and an application that runs, dies and is started again.
//
// Does what users and systems do to an application, each by its chance in the plan, and tells the
// truth about it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "godwit/device.h"
#include "godwit/limits.h"
#include "sim/clock.h"
#include "sim/disk.h"
#include "sim/disk_store.h"
#include "sim/fault.h"
#include "sim/loop.h"
#include "sim/network.h"
#include "sim/patience.h"
#include "sim/politeness.h"
#include "sim/process.h"
#include "sim/random.h"
#include "sim/restraint.h"
#include "sim/truth.h"

namespace godwit::sim {

// Shared by all devices of a world.
struct Surroundings {
  Loop& loop;
  Truth& truth;
  Network& network;
  FaultPlan& plan;
  FaultTally& tally;
  Random& random;
  std::function<void(std::uint32_t device, const std::string& line)> trace;  // May be empty.
  std::uint32_t& last_process;
};

// The configuration of a device's application, and its rate of events.
struct DeviceProfile {
  Limits limits;
  Durability durability = Durability::process_safe;
  Consent consent = Consent::granted;
  std::uint32_t ticks = 0;       // The number of times that the application does something.
  std::int64_t tick_ms = 1'000;  // On average.
};

class Device {
 public:
  Device(Surroundings around, std::uint32_t number, const DeviceProfile& profile);

  // Starts the application and lets it live.
  void begin();
  [[nodiscard]] bool busy() const { return ticks_left_ != 0; }
  // After each piece of work: buries a process that died in it, and holds the bounds.
  void after_step();

  // Nothing goes wrong any more: the application runs, its key is good.
  void recover();
  // Asks for everything to be delivered; false while it is not.
  void start_flush();
  void keep_going();
  [[nodiscard]] bool flushed() const { return flushed_; }
  // It was not asked to: its application does not run, or has no consent yet.
  [[nodiscard]] bool left_out() const { return left_out_; }
  // A sentence about the events that are still queued.
  [[nodiscard]] std::string describe();
  // The application ends as it should.
  void close();

  [[nodiscard]] std::uint32_t number() const { return number_; }
  [[nodiscard]] bool alive() const { return process_ != nullptr && !process_->life().dead(); }
  [[nodiscard]] bool running() const { return alive() && open_; }
  [[nodiscard]] Consent consent() const { return consent_; }
  [[nodiscard]] Process* process() { return process_.get(); }
  [[nodiscard]] Disk& disk() { return disk_; }

  // --- What can be done to it one by one, while it is running() or, start(), not.

  void start();
  void kill();
  void track(std::uint32_t count);
  void track_poison() { track_one(Trait::poisonous); }
  void set_user();
  void change_consent(Consent consent);
  void reset();
  void set_key(std::string_view key);
  void set_device(const DeviceConditions& conditions);
  void flush();
  // Calls that fail.
  [[nodiscard]] DiskTrouble& trouble() {
    troubled_ = true;
    return trouble_;
  }
  // The call of a port inside which a process dies.
  struct Death {
    PortKind kind = PortKind::clock;
    ChosenCall of{};  // In each process, if `onward`.
  };
  [[nodiscard]] Death& death() { return death_; }

 private:
  enum class Trait : std::uint8_t { none, oversized, poisonous };

  void tick();
  void act();
  void maybe_disturb();
  void signal();
  void terminate();
  void track_one(Trait trait);
  void set_super();

  void tear(std::uint64_t before_end, const std::vector<std::uint64_t>& before);
  void power_cut();
  void reboot();
  void restore_copy();
  void survey(bool power_cut);
  void bury();
  [[nodiscard]] std::int64_t concluded_by_ms() const;
  void name_opening();
  [[nodiscard]] bool happens(Fault fault);
  void say(const std::string& line);
  [[nodiscard]] Process::Host host();
  [[nodiscard]] EngineOptions options() const;
  void read_consent();
  void on_opened(const Status& status);
  void on_answer(const NetworkReply& reply);
  void note_usable();
  void attend(const Stats& stats);
  [[nodiscard]] bool punctual() const;

  Surroundings around_;
  Random& random_;
  std::uint32_t number_;
  DeviceProfile profile_;
  DeviceClock clock_;
  Disk disk_;
  DiskTrouble trouble_;
  bool troubled_ = false;  // By whoever asked for trouble().
  Death death_;
  Politeness politeness_;
  Restraint restraint_;
  Patience patience_;  // With power_safe.
  Attention attention_;
  std::string deferred_;  // A request's body, for after the process.

  std::unique_ptr<Process> process_;
  std::vector<std::uint64_t> region_at_death_;
  bool open_ = false;
  bool ending_ = false;
  std::int64_t suspended_from_ms_ = 0;
  std::int64_t suspended_until_ms_ = 0;
  std::int64_t woken_ms_ = 0;  // When work runs that was due while it was suspended.

  // The application's knowledge and wishes.
  Consent consent_;
  bool silent_ = false;  // It may not send: consent is not there.
  bool purging_ = false;
  DeviceConditions conditions_;
  // Since when nothing keeps it from sending, and no request is under way; kUnusable: something
  // does.
  std::int64_t usable_since_ms_ = kUnusable;
  std::int64_t idle_since_ms_ = kUnusable;
  std::int64_t opened_ms_ = 0;
  std::int64_t granted_ms_ = 0;
  bool answered_ = false;  // By the collector, the last time, that it has stored the batch.
  bool offline_ = false;   // The process that runs was told that there is no network.
  std::string key_ = "KEY-GOOD";
  std::uint32_t user_ = 0;
  std::uint32_t super_ = 0;
  std::uint32_t ticks_left_ = 0;
  Id stream_before_;  // The previous process's, whose bytes the region may hold.
  bool denial_confirmed_ = false;
  bool key_is_new_ = false;    // Since the last answer.
  bool order_lost_ = false;    // Sent events may be out of order, for a reason.
  bool dropped_some_ = false;  // By the running process.
  bool disk_was_lost_ = false;
  bool open_failed_ = false;
  bool flushed_ = false;
  bool left_out_ = false;
};

}  // namespace godwit::sim
