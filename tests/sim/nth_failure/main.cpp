// godwit_nth_failure: fails the 1st, 2nd, … call of each port in each script, once and for good,
// until a run passes that does not come to the call.
//
//   godwit_nth_failure [--stride N]     with N > 1 only every N-th call of clock and scheduler
//   godwit_nth_failure --script S --victim V --call N [--onward] [--trace]
//
// Ends with 0 where all promises were kept, 1 where one was broken, 2 for a usage error.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "sim/crash_report.h"
#include "sim/nth_failure/scripts.h"

using namespace godwit::sim;

namespace {

// A script that would never end has a loop in it.
constexpr std::uint64_t kCallsMax = 20'000;

struct Options {
  std::uint64_t stride = 1;
  const Script* script = nullptr;
  Failure failure;
  bool trace = false;
};

const Script* find_script(const std::string& name) {
  for (const Script& script : scripts()) {
    if (script.name == name) return &script;
  }
  return nullptr;
}

bool find_victim(const std::string& name, Victim& victim) {
  for (std::size_t index = 0; index < kVictimCount; ++index) {
    victim = static_cast<Victim>(index);
    if (to_string(victim) == name) return true;
  }
  return false;
}

struct Row {
  const Script* script;
  Victim victim;
  bool onward;
  std::uint64_t runs = 0;
  std::string broken;
};

StageResult run(const Script& script, const Failure& failure, const Trace& trace) {
  replay_command = "godwit_nth_failure --script '" + std::string(script.name) + "' --victim " +
                   std::string(to_string(failure.victim)) + " --call " +
                   std::to_string(failure.call) + (failure.onward ? " --onward" : "") + " --trace";
  return run_script(script, failure, trace);
}

void run_row(Row& row, std::uint64_t stride) {
  const bool many = row.victim == Victim::death_clock || row.victim == Victim::death_scheduler;
  for (std::uint64_t call = 1; call <= kCallsMax; call += many ? stride : 1) {
    const StageResult result = run(*row.script, {row.victim, call, row.onward}, {});
    ++row.runs;
    if (!result.broken.empty()) {
      row.broken = result.broken + "\n  replay: " + replay_command;
      return;
    }
    if (!result.failed) return;
  }
  row.broken = "the script makes calls without end";
}

int run_all(std::uint64_t stride) {
  std::vector<Row> rows;
  for (const Script& script : scripts()) {
    for (std::size_t index = 0; index < kVictimCount; ++index) {
      for (const bool onward : {false, true}) {
        rows.push_back({&script, static_cast<Victim>(index), onward, 0, {}});
      }
    }
  }
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i) {
    workers.emplace_back([&] {
      for (std::size_t at = next++; at < rows.size(); at = next++) run_row(rows[at], stride);
    });
  }
  for (std::thread& worker : workers) worker.join();

  std::map<std::string_view, std::uint64_t> runs_of;
  std::uint64_t runs = 0;
  std::size_t broken = 0;
  for (const Row& row : rows) {
    runs_of[to_string(row.victim)] += row.runs;
    runs += row.runs;
    if (row.broken.empty()) continue;
    ++broken;
    std::printf("broken: %s\n", row.broken.c_str());
  }
  for (const auto& [victim, count] : runs_of) {
    std::printf("  %-16s %8llu runs\n", std::string(victim).c_str(),
                static_cast<unsigned long long>(count));
  }
  std::printf("%zu scripts, %llu runs; %zu of %zu rows broke a promise\n", scripts().size(),
              static_cast<unsigned long long>(runs), broken, rows.size());
  return broken == 0 ? 0 : 1;
}

int run_one(const Options& options) {
  Trace trace;
  if (options.trace) trace = [](const std::string& line) { std::printf("%s\n", line.c_str()); };
  const StageResult result = run(*options.script, options.failure, trace);
  std::printf("%s; %s\n", result.failed ? "the call failed" : "it did not come to that call",
              result.broken.empty() ? "every promise was kept" : result.broken.c_str());
  return result.broken.empty() ? 0 : 1;
}

int usage() {
  std::fprintf(stderr,
               "usage: godwit_nth_failure [--stride N]\n"
               "       godwit_nth_failure --script S --victim V --call N [--onward] [--trace]\n");
  for (const Script& script : scripts()) {
    std::fprintf(stderr, "  script '%s'\n", std::string(script.name).c_str());
  }
  for (std::size_t index = 0; index < kVictimCount; ++index) {
    std::fprintf(stderr, "  victim %s\n",
                 std::string(to_string(static_cast<Victim>(index))).c_str());
  }
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
    if (name == "--onward") {
      options.failure.onward = true;
      continue;
    }
    if (++i == count) return usage();
    const std::string value = arguments[i];
    if (name == "--stride") {
      options.stride = std::max<std::uint64_t>(1, std::strtoull(value.c_str(), nullptr, 10));
    } else if (name == "--call") {
      options.failure.call = std::strtoull(value.c_str(), nullptr, 10);
    } else if (name == "--script") {
      options.script = find_script(value);
      if (options.script == nullptr) return usage();
    } else if (name != "--victim" || !find_victim(value, options.failure.victim)) {
      return usage();
    }
  }
  report_crashes();
  return options.script != nullptr ? run_one(options) : run_all(options.stride);
}
