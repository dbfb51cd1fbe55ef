#include "sim/nth_failure/stage.h"

#include "sim/device.h"
#include "sim/durations.h"

namespace godwit::sim {
namespace {

constexpr std::int64_t kRestartAfter = 5 * kSecond;
constexpr std::uint64_t kStepsMax = 1'000'000;

constexpr std::string_view kNames[kVictimCount] = {
    "store",         "region",          "request",     "answer",          "death_clock",
    "death_entropy", "death_scheduler", "death_store", "death_transport", "death_log"};

DeviceProfile profile_of(const Script& script) {
  DeviceProfile profile;
  profile.limits.staging_bytes = 64 * 1024;
  profile.limits.event_bytes_max = 8 * 1024;
  profile.limits.context_bytes_max = 4 * 1024;
  profile.limits.segment_events_max = 7;
  profile.limits.batch_events_max = 20;
  if (script.configure) script.configure(profile);
  return profile;
}

class Stage {
 public:
  Stage(const Script& script, const Failure& failure, const Trace& trace)
      : script_(script),
        trace_(trace),
        device_({loop_, truth_, network_, plan_, tally_, random_, tracer(), last_process_}, 0,
                profile_of(script)),
        chosen_(choose(failure.victim)) {
    chosen_.call = failure.call;
    chosen_.onward = failure.onward;
  }

  StageResult run() {
    device_.start();
    for (const Step& step : script_.steps) {
      run_until(loop_.now_ms() + kMinute, [this] { return device_.running(); });
      if (device_.running()) step.act(device_);
      device_.after_step();
      run_until(loop_.now_ms() + step.then_ms, [] { return false; });
    }
    const bool failed = chosen_.failed;
    network_.lost_request = network_.lost_answer = {};
    device_.recover();
    run_until(loop_.now_ms() + kMinute, [] { return false; });
    device_.start_flush();
    run_until(loop_.now_ms() + 3 * kHour, [this] { return device_.flushed(); });
    if (!device_.flushed()) truth_.fail("afterwards the queue drains: " + device_.describe());
    run_until(loop_.now_ms() + 2 * kHour, [] { return false; });
    if (device_.consent() == Consent::granted) collector_.check_streams(0);
    device_.close();
    run_until(loop_.now_ms() + kMinute, [] { return false; });
    return {truth_.broken(), failed};
  }

 private:
  ChosenCall& choose(Victim victim) {
    switch (victim) {
      case Victim::store:
        return device_.trouble().operation;
      case Victim::region:
        return device_.trouble().region;
      case Victim::request:
        return network_.lost_request;
      case Victim::answer:
        return network_.lost_answer;
      default:
        device_.death().kind =
            static_cast<PortKind>(static_cast<int>(victim) - static_cast<int>(Victim::death_clock));
        return device_.death().of;
    }
  }

  std::function<void(std::uint32_t, const std::string&)> tracer() {
    if (!trace_) return {};
    return [this](std::uint32_t, const std::string& line) {
      trace_(std::to_string(loop_.now_ms()) + " " + line);
    };
  }

  template <typename Enough>
  void run_until(std::int64_t end_ms, Enough enough) {
    while (truth_.broken().empty() && !enough()) {
      start_again();
      if (!loop_.step(end_ms)) return;
      device_.after_step();
      truth_.expect_held(0, device_.disk().held());
      if (++steps_ == kStepsMax) truth_.fail("it comes to rest");
    }
  }

  // The application is started again, some time after its death.
  void start_again() {
    if (device_.alive() || starting_) return;
    starting_ = true;
    loop_.after(kRestartAfter, [this] {
      starting_ = false;
      device_.start();
    });
  }

  const Script& script_;
  const Trace& trace_;
  Loop loop_;
  Random random_{1};
  FaultPlan plan_{random_, "calm"};
  FaultTally tally_;
  Truth truth_;
  CollectorModel collector_{truth_};
  Network network_{loop_, truth_, collector_, plan_, tally_, random_};
  std::uint32_t last_process_ = 0;
  Device device_;
  ChosenCall& chosen_;
  bool starting_ = false;
  std::uint64_t steps_ = 0;
};

}  // namespace

std::string_view to_string(Victim victim) {
  return kNames[static_cast<std::size_t>(victim)];
}

StageResult run_script(const Script& script, const Failure& failure, const Trace& trace) {
  return Stage(script, failure, trace).run();
}

}  // namespace godwit::sim
