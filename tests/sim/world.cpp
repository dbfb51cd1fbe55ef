#include "sim/world.h"

#include <deque>

#include "sim/device.h"
#include "sim/durations.h"

namespace godwit::sim {
namespace {

// A world that does not come to rest within so many pieces of work has a loop without end.
constexpr std::uint64_t kStepsMax = 3'000'000;
// The longest waits are an hour for a key and for Retry-After, with 5 minutes of jitter on top.
constexpr std::int64_t kDrainedWithin = 3 * kHour;

DeviceProfile draw_profile(Random& random, const FaultPlan& plan, FaultTally& tally) {
  DeviceProfile profile;
  Limits& limits = profile.limits;
  limits.staging_bytes = random.pick({64u, 64u, 128u}) * 1024;
  limits.event_bytes_max = random.pick({2u, 8u, 16u}) * 1024;
  limits.context_bytes_max = 4 * 1024;
  limits.queue_bytes_max = random.pick({6u, 40u, 400u, 4'000u}) * 1024ull;
  limits.segment_events_max = random.pick({3u, 20u, 100u});
  limits.segment_bytes_max = random.pick({1u, 8u, 64u}) * 1024;
  limits.batch_events_max = random.pick({5u, 50u, 500u});
  limits.batch_bytes_max = random.pick({2u, 32u, 512u}) * 1024;
  limits.dropped_intervals_max = random.pick({2u, 8u, 256u});
  limits.queue_age_max = std::chrono::minutes(random.pick({30, 600, 7 * 24 * 60}));
  if (random.permille(250)) profile.durability = Durability::power_safe;
  if (random.permille(plan.permille(Fault::consent_pending))) {
    profile.consent = Consent::pending;
    tally.add(Fault::consent_pending);
  }
  profile.tick_ms = random.pick({30, 500, 5'000, 120'000});
  return profile;
}

class World {
 public:
  World(std::uint64_t seed, std::string_view scenario, const Trace& trace)
      : random_(seed), plan_(random_, scenario), trace_(trace) {
    const std::uint32_t count = static_cast<std::uint32_t>(random_.pick({1, 1, 1, 2, 3}));
    const std::uint32_t ticks = random_.pick({20u, 40u, 80u}) / count;
    for (std::uint32_t number = 0; number < count; ++number) {
      DeviceProfile profile = draw_profile(random_, plan_, tally_);
      profile.ticks = ticks;
      devices_.emplace_back(surroundings(), number, profile);
    }
  }

  WorldResult run() {
    for (Device& device : devices_) device.begin();
    run_until(kHour * 24 * 30, [this] { return !busy(); });
    run_until(loop_.now_ms() + random_.between(0, 5 * kMinute), [] { return false; });
    plan_.end();
    say("nothing goes wrong any more");
    for (Device& device : devices_) device.recover();
    run_until(loop_.now_ms() + kMinute, [] { return false; });
    for (Device& device : devices_) device.start_flush();
    run_until(loop_.now_ms() + kDrainedWithin, [this] { return flushed(); });
    for (Device& device : devices_) {
      if (!device.flushed()) {
        truth_.fail("once faults end, the queue drains (device " + std::to_string(device.number()) +
                    ": " + device.describe() + ")");
      }
    }
    run_until(loop_.now_ms() + 2 * kHour, [] { return false; });
    for (Device& device : devices_) {
      if (device.left_out() || device.consent() != Consent::granted) continue;
      collector_.check_streams(device.number());
    }
    for (Device& device : devices_) device.close();
    run_until(loop_.now_ms() + kMinute, [] { return false; });
    WorldResult result;
    result.broken = truth_.broken();
    result.events = truth_.size();
    result.requests = network_.requests();
    result.steps = steps_;
    result.tally = tally_;
    return result;
  }

 private:
  Surroundings surroundings() {
    Surroundings around{loop_, truth_, network_, plan_, tally_, random_, {}, last_process_};
    if (trace_) {
      around.trace = [this](std::uint32_t device, const std::string& line) {
        say("device " + std::to_string(device) + ": " + line);
      };
    }
    return around;
  }

  void say(const std::string& line) {
    if (trace_) trace_(std::to_string(loop_.now_ms()) + " " + line);
  }

  [[nodiscard]] bool busy() const {
    for (const Device& device : devices_) {
      if (device.busy()) return true;
    }
    return false;
  }
  [[nodiscard]] bool flushed() const {
    for (const Device& device : devices_) {
      if (!device.flushed()) return false;
    }
    return true;
  }

  template <typename Enough>
  void run_until(std::int64_t end_ms, Enough enough) {
    while (truth_.broken().empty() && !enough() && loop_.step(end_ms)) {
      for (Device& device : devices_) device.after_step();
      if (++steps_ == kStepsMax) truth_.fail("the world comes to rest");
    }
  }

  Random random_;
  FaultPlan plan_;
  const Trace& trace_;
  FaultTally tally_;
  Loop loop_;
  Truth truth_;
  CollectorModel collector_{truth_};
  Network network_{loop_, truth_, collector_, plan_, tally_, random_};
  std::uint32_t last_process_ = 0;
  std::deque<Device> devices_;
  std::uint64_t steps_ = 0;
};

}  // namespace

WorldResult run_world(std::uint64_t seed, std::string_view scenario, const Trace& trace) {
  return World(seed, scenario, trace).run();
}

}  // namespace godwit::sim
