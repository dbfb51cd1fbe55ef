// Ours: libgodwit as an application links it, with its default configuration, kill-safe, delivering
// to the sink while it is measured.
//
//   --mode calls --threads N   what track() costs its callers, and how many it takes a second
//   --mode deliver             from the first track() to the last acknowledgement; CPU and memory
//   --mode allocations         what track() asks of the heap once it has warmed up
//   --mode idle --seconds N    how often a tracker with nothing to do wakes up
//
// With --pack FILE every event is checked against its schema first.
// Every event is accepted: where the queue is full, the call is repeated, and the wait counts as a
// part of it.
#include <dirent.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <thread>

#include "allocations.h"
#include "event.h"
#include "godwit/tracker.h"
#include "measure.h"

namespace {

using namespace bench;
using godwit::StatusCode;
using godwit::Value;

constexpr std::chrono::minutes kDeliveryMax{2};

godwit::Tracker open_tracker(const Arguments& arguments) {
  godwit::Config config;
  config.endpoint = "http://127.0.0.1:" + arguments.text("--port");
  config.key = "bench-key";
  config.consent = godwit::Consent::granted;
  config.data_directory = arguments.text("--dir") + "/queue";
  if (const std::string pack = arguments.text("--pack", ""); !pack.empty()) {
    std::ifstream file(pack, std::ios::binary);
    config.schema_pack.assign(std::istreambuf_iterator<char>(file), {});
    if (config.schema_pack.empty()) fail("cannot read " + pack);
  }
  auto opened = godwit::Tracker::open(config);
  if (!opened.ok()) fail(opened.status().c_str());
  if (!opened.value().storage().ok()) fail(opened.value().storage().c_str());
  return std::move(opened.value());
}

godwit::Receipt track_once(godwit::Tracker& tracker, const Event& event) {
  return tracker.track(kEventName,
                       {{"page", event.page},
                        {"title", event.title},
                        {"referrer", event.referrer},
                        {"quantity", event.quantity},
                        {"price", event.price},
                        {"scroll", event.scroll},
                        {"signed_in", event.signed_in},
                        {"coupon", event.coupon.empty() ? Value(nullptr) : Value(event.coupon)},
                        {"viewport", Value::list({event.width, event.height})}});
}

// Returns how often the queue was full.
std::uint64_t track(godwit::Tracker& tracker, const Event& event) {
  constexpr std::uint64_t kYields = 2;
  constexpr std::chrono::microseconds kNapMax{6'400};  // A sixth of a full log leaves in that time.
  std::chrono::microseconds nap{100};
  for (std::uint64_t refusals = 0;; ++refusals) {
    const godwit::Receipt receipt = track_once(tracker, event);
    if (receipt.ok()) return refusals;
    if (receipt.status.code() != StatusCode::queue_full) fail(receipt.status.c_str());
    if (refusals < kYields) {
      std::this_thread::yield();
    } else {
      std::this_thread::sleep_for(nap);
      if (nap < kNapMax) nap *= 2;
    }
  }
}

// Nothing may be lost on the way, or the figures are of another thing.
void check(const godwit::Stats& stats, std::uint64_t events, bool delivered) {
  std::uint64_t dropped = 0;
  for (const std::uint64_t count : stats.dropped) dropped += count;
  if (stats.accepted != events || dropped != 0 || (delivered && stats.delivered != events)) {
    fail("of " + std::to_string(events) + " events " + std::to_string(stats.accepted) +
         " were accepted, " + std::to_string(stats.delivered) + " delivered, " +
         std::to_string(dropped) + " dropped");
  }
}

void measure_calls(const Arguments& arguments, const EventTable& table) {
  const std::size_t threads = arguments.number("--threads", 1);
  const std::size_t each = arguments.number("--events", 1'000'000) / threads;
  Samples samples(each * threads);
  godwit::Tracker tracker = open_tracker(arguments);
  std::atomic<std::size_t> waiting{threads};
  std::atomic<std::uint64_t> refusals{0};
  std::atomic<std::int64_t> begin{INT64_MAX};

  const auto run = [&](std::size_t first) {
    std::uint64_t full = 0;
    --waiting;
    while (waiting != 0) std::this_thread::yield();
    const std::int64_t started = now_ns();
    for (std::int64_t known = begin; started < known;) {
      if (begin.compare_exchange_weak(known, started)) break;
    }
    for (std::size_t index = first; index < first + each; ++index) {
      const Event& event = table[index];
      const std::int64_t before = now_ns();
      full += track(tracker, event);
      samples.set(index, now_ns() - before);
    }
    refusals += full;
  };
  std::vector<std::thread> callers;
  for (std::size_t at = 1; at < threads; ++at) callers.emplace_back(run, at * each);
  run(0);
  for (std::thread& caller : callers) caller.join();
  const std::int64_t end = now_ns();
  const godwit::Stats stats = tracker.stats();
  check(stats, each * threads, false);

  Report report;
  report.add("events_per_s",
             static_cast<double>(each * threads) * 1e9 / static_cast<double>(end - begin));
  report.add("queue_full", static_cast<double>(refusals));
  report.add("delivered", static_cast<double>(stats.delivered));
  report.add(samples);
}

double status_number(const std::string& path, std::string_view name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name)) return std::strtod(line.c_str() + name.size(), nullptr);
  }
  fail(path + " says nothing about " + std::string(name));
}

void measure_delivery(const Arguments& arguments, const EventTable& table) {
  const std::size_t events = arguments.number("--events", 100'000);
  std::uint64_t refusals = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  godwit::Stats stats;
  {
    godwit::Tracker tracker = open_tracker(arguments);
    begin = now_ns();
    for (std::size_t index = 0; index < events; ++index) refusals += track(tracker, table[index]);
    const godwit::Status flushed = tracker.flush(kDeliveryMax);
    end = now_ns();
    if (!flushed.ok()) fail(flushed.c_str());
    stats = tracker.stats();
  }
  check(stats, events, true);

  Report report;
  report.add("events_per_s", static_cast<double>(events) * 1e9 / static_cast<double>(end - begin));
  report.add("cpu_s", cpu_seconds());
  report.add("peak_rss_mb", status_number("/proc/self/status", "VmHWM:") / 1024);
  report.add("queue_full", static_cast<double>(refusals));
  report.add("requests", static_cast<double>(stats.requests));
  report.add("connections", static_cast<double>(stats.connections));
}

void measure_allocations(const Arguments& arguments, const EventTable& table) {
  const std::size_t events = arguments.number("--events", 100'000);
  godwit::Tracker tracker = open_tracker(arguments);
  for (std::size_t index = 0; index < 1'000; ++index) track(tracker, table[index]);
  const std::uint64_t before = allocations_of_this_thread();
  for (std::size_t index = 0; index < events; ++index) track(tracker, table[index]);
  const std::uint64_t after = allocations_of_this_thread();
  if (before == 0) fail("the allocator was not replaced");

  Report report;
  report.add("allocations", static_cast<double>(after - before));
}

// Counts all threads but the first, which is ours and sleeps.
double wake_ups() {
  double sum = 0;
  DIR* const tasks = opendir("/proc/self/task");
  if (tasks == nullptr) fail("/proc/self/task cannot be read");
  while (const dirent* const task = readdir(tasks)) {
    const std::string name = task->d_name;
    if (name[0] == '.' || name == std::to_string(getpid())) continue;
    sum += status_number("/proc/self/task/" + name + "/status", "voluntary_ctxt_switches:");
  }
  closedir(tasks);
  return sum;
}

void measure_idle(const Arguments& arguments, const EventTable& table) {
  const auto seconds = static_cast<unsigned>(arguments.number("--seconds", 20));
  godwit::Tracker tracker = open_tracker(arguments);
  for (std::size_t index = 0; index < 1'000; ++index) track(tracker, table[index]);
  const godwit::Status flushed = tracker.flush(kDeliveryMax);
  if (!flushed.ok()) fail(flushed.c_str());
  // By then the work after the last reply is over, such as the drain timer.
  std::this_thread::sleep_for(std::chrono::seconds(3));
  const double before = wake_ups();
  const double cpu_before = cpu_seconds();
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  const double woken = wake_ups() - before;

  Report report;
  report.add("wake_ups_per_minute", woken * 60 / seconds);
  report.add("cpu_s", cpu_seconds() - cpu_before);
}

}  // namespace

int main(int count, char** values) {
  const Arguments arguments(count, values);
  const std::string mode = arguments.text("--mode");
  const EventTable table;
  if (mode == "calls") {
    measure_calls(arguments, table);
  } else if (mode == "deliver") {
    measure_delivery(arguments, table);
  } else if (mode == "allocations") {
    measure_allocations(arguments, table);
  } else if (mode == "idle") {
    measure_idle(arguments, table);
  } else {
    fail("--mode is calls, deliver, allocations or idle");
  }
}
