// godwit_sim: runs seeded worlds, many of them in parallel, and says which promise broke where.
//
//   godwit_sim --seed N [--scenario S] [--trace]        one world
//   godwit_sim --seeds COUNT [--from N] [--regressions FILE]
//   godwit_sim --minutes M [--from N]                   as many as fit
//
// Ends with 0 where all promises were kept, 1 where one was broken, 2 for a usage error.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "sim/crash_report.h"
#include "sim/world.h"

using namespace godwit::sim;

namespace {

struct Job {
  std::uint64_t seed;
  std::string scenario;
};

struct Options {
  std::uint64_t seed = 0;
  bool one = false;
  bool trace = false;
  std::string scenario = "mixed";
  std::uint64_t from = 1;
  std::uint64_t seeds = 0;
  double minutes = 0;
  std::string regressions;
  unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  unsigned failures_max = 5;
};

WorldResult run(const Job& job, const Trace& trace) {
  replay_command =
      "godwit_sim --seed " + std::to_string(job.seed) + " --scenario " + job.scenario + " --trace";
  return run_world(job.seed, job.scenario, trace);
}

class Runs {
 public:
  explicit Runs(const Options& options) : options_(options) {
    std::ifstream file(options.regressions);
    Job job;
    for (std::string line; std::getline(file, line);) {
      if (line.empty() || line[0] == '#') continue;
      job.seed = std::strtoull(line.c_str(), nullptr, 10);
      const std::size_t space = line.find(' ');
      job.scenario = space == std::string::npos ? "mixed" : line.substr(space + 1);
      first_.push_back(job);
    }
    if (options.minutes > 0) {
      end_ = started_ + std::chrono::duration_cast<Clock::duration>(
                            std::chrono::duration<double>(options.minutes * 60));
    }
  }

  int run() {
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < options_.threads; ++i) workers.emplace_back([this] { work(); });
    for (std::thread& worker : workers) worker.join();
    report();
    return failures_ == 0 ? 0 : 1;
  }

 private:
  using Clock = std::chrono::steady_clock;

  bool next(Job& job) {
    const std::uint64_t index = next_++;
    if (failures_ >= options_.failures_max) return false;
    if (index < first_.size()) {
      job = first_[index];
      return true;
    }
    const std::uint64_t offset = index - first_.size();
    if (options_.minutes > 0 ? Clock::now() >= end_ : offset >= options_.seeds) return false;
    job = {options_.from + offset, options_.scenario};
    return true;
  }

  void work() {
    for (Job job; next(job);) {
      const WorldResult result = ::run(job, {});
      const std::lock_guard lock(mutex_);
      ++worlds_;
      events_ += result.events;
      requests_ += result.requests;
      for (std::size_t i = 0; i < kFaultCount; ++i) {
        faults_.counts[i] += result.tally.counts[i];
        if (result.tally.counts[i] != 0) ++worlds_with_.counts[i];
      }
      if (result.broken.empty()) continue;
      ++failures_;
      std::printf("broken: %s\n  replay: %s\n", result.broken.c_str(), replay_command.c_str());
      std::fflush(stdout);
    }
  }

  void report() const {
    const double worlds = static_cast<double>(worlds_);
    std::printf("\n  %-22s %12s %12s\n", "fault", "times", "% of seeds");
    for (std::size_t i = 0; i < kFaultCount; ++i) {
      std::printf("  %-22s %12u %12.1f\n", std::string(to_string(static_cast<Fault>(i))).c_str(),
                  faults_.counts[i], 100.0 * worlds_with_.counts[i] / worlds);
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - started_).count();
    std::printf(
        "\n%llu seeds in %.1f s (%.0f a second); a seed has %.1f events, %.1f requests and %.1f "
        "faults on average\n",
        static_cast<unsigned long long>(worlds_), seconds, worlds / seconds,
        static_cast<double>(events_) / worlds, static_cast<double>(requests_) / worlds,
        static_cast<double>(faults_.total()) / worlds);
    std::printf("%llu seeds kept every promise, %u broke one\n",
                static_cast<unsigned long long>(worlds_ - failures_), failures_.load());
  }

  const Options& options_;
  std::vector<Job> first_;
  Clock::time_point started_ = Clock::now();
  Clock::time_point end_;
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<unsigned> failures_ = 0;
  std::mutex mutex_;  // Guards what follows.
  std::uint64_t worlds_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t requests_ = 0;
  FaultTally faults_;
  FaultTally worlds_with_;
};

int run_one(const Options& options) {
  Trace trace;
  if (options.trace) {
    trace = [](const std::string& line) { std::printf("%s\n", line.c_str()); };
  }
  const WorldResult result = run({options.seed, options.scenario}, trace);
  std::printf("%llu events, %llu requests, %llu faults, %llu steps\n",
              static_cast<unsigned long long>(result.events),
              static_cast<unsigned long long>(result.requests),
              static_cast<unsigned long long>(result.tally.total()),
              static_cast<unsigned long long>(result.steps));
  std::printf("%s\n", result.broken.empty() ? "every promise was kept"
                                            : ("broken: " + result.broken).c_str());
  return result.broken.empty() ? 0 : 1;
}

int usage() {
  std::fprintf(stderr,
               "usage: godwit_sim --seed N [--scenario S] [--trace]\n"
               "       godwit_sim --seeds COUNT [--from N] [--scenario S] [--regressions FILE]\n"
               "       godwit_sim --minutes M [--from N] [--scenario S]\n"
               "scenarios: %s\n",
               std::string(scenario_names()).c_str());
  return 2;
}

}  // namespace

int main(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i];
    if (name == "--trace") {
      options.trace = true;
      continue;
    }
    if (++i == count) return usage();
    const std::string value = arguments[i];
    if (name == "--seed") {
      options.one = true;
      options.seed = std::strtoull(value.c_str(), nullptr, 10);
    } else if (name == "--scenario" && scenario_known(value)) {
      options.scenario = value;
    } else if (name == "--seeds") {
      options.seeds = std::strtoull(value.c_str(), nullptr, 10);
    } else if (name == "--from") {
      options.from = std::strtoull(value.c_str(), nullptr, 10);
    } else if (name == "--minutes") {
      options.minutes = std::strtod(value.c_str(), nullptr);
    } else if (name == "--regressions") {
      options.regressions = value;
    } else {
      return usage();
    }
  }
  if (!options.one && options.seeds == 0 && options.minutes <= 0) return usage();
  report_crashes();
  return options.one ? run_one(options) : Runs(options).run();
}
