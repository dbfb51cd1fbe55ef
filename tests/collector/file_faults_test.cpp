// Lets the 1st, 2nd, … call to the files of a store fail, once and from then on, until a run does
// not come to the call; and kills the store before each of them.
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "file_calls.h"
#include "store_life.h"
#include "support/catch.h"

namespace godwit::collector::test {
namespace {

namespace fs = std::filesystem;

// A script that would never end has a loop in it.
constexpr std::uint64_t kCallsMax = 5'000;
// A sanitizer looks at the code of each call, not at each state that a failed one leaves.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kStride = 5;
#else
constexpr std::uint64_t kStride = 1;
#endif

// In memory where there is such a place: the calls are what counts, not the disk.
class Scratch {
 public:
  Scratch() {
    std::string name = (fs::exists("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path()) /
                       "godwit-collector-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] fs::path data() const { return path_ / "data"; }
  // A process that is killed leaves its files as they are.
  [[nodiscard]] fs::path copy(const std::string& name) const {
    const fs::path to = path_ / name;
    fs::remove_all(to);
    if (fs::exists(data())) fs::copy(data(), to, fs::copy_options::recursive);
    return to;
  }

 private:
  fs::path path_;
};

struct Script {
  const char* name;
  Durability durability;
  std::function<void(StoreLife& life, const fs::path& data)> prepare;  // Nothing fails here.
  std::function<void(StoreLife& life)> act;
};

void prepare_two_files(StoreLife& life, const fs::path&) {
  life.send(1, 1, 3);
  life.send(2, 1, 2);
  life.advance_hours(1);
  life.send(2, 3, 4);
  life.send(1, 4, 4);
}

// Makes the files that a killed process and a power cut leave.
void prepare_damage(StoreLife& life, const fs::path& data) {
  prepare_two_files(life, data);
  life.stop();
  const fs::path longer = data / "events" / "2023-11-14T22.ndjson";
  std::ofstream(longer, std::ios::binary | std::ios::app) << "{\"ordinal\":99,\"torn";
  std::ofstream(data / "events" / "2023-11-14T23.ndjson.rewrite") << "half an erasure";
  std::ofstream(data / "events" / "2023-11-15T00.ndjson") << "never committed\n";
  fs::create_directory(data / "set-aside");
  std::ofstream(data / "set-aside" / "2023-11-15T00.ndjson") << "of an earlier time\n";
}

const std::vector<Script>& scripts() {
  static const std::vector<Script> all = {
      {"a first start", Durability::power_safe, nullptr,
       [](StoreLife& life) {
         life.send(1, 1, 2);
         life.restart();
         life.send(1, 1, 3);
       }},
      {"storing, into the next hour", Durability::power_safe, prepare_two_files,
       [](StoreLife& life) {
         life.send(1, 5, 6);
         life.send(2, 4, 5);  // In part again.
         life.advance_hours(1);
         life.send(1, 6, 7);
         life.read_page();
         life.send(1, 1, 8);
       }},
      {"storing, safe from its own death", Durability::process_safe, prepare_two_files,
       [](StoreLife& life) {
         life.send(1, 5, 6);
         life.send(1, 5, 7);
         life.read_page();
       }},
      {"erasing", Durability::power_safe, prepare_two_files,
       [](StoreLife& life) {
         life.erase(1);
         life.read_page();
         life.send(2, 5, 5);
         life.erase(1);
         life.send(1, 1, 6);
         life.read_page();
         life.restart();
         life.read_page();
       }},
      {"erasing, cut short and done again", Durability::process_safe, prepare_two_files,
       [](StoreLife& life) {
         life.erase(2);
         life.restart();
         life.erase(2);
         life.erase(1);
         life.send(1, 5, 5);
       }},
      {"repair at the start", Durability::process_safe, prepare_damage,
       [](StoreLife& life) {
         life.restart();
         life.restart();
         life.send(1, 5, 5);
         life.read_page();
       }},
      {"retention", Durability::power_safe, prepare_two_files,
       [](StoreLife& life) {
         life.advance_hours(30);
         life.maintain();
         life.maintain();
         life.send(2, 5, 6);
         life.read_page();
       }},
      {"a reset", Durability::power_safe, prepare_two_files,
       [](StoreLife& life) {
         life.reset();
         life.send(1, 1, 2);
         life.reset();
         life.send(2, 1, 2);
         life.read_page();
       }},
  };
  return all;
}

struct Outcome {
  std::string broken;
  bool met = false;
  std::uint64_t calls = 0;
};

Outcome run(const Script& script, const FileFault& fault) {
  const Scratch scratch;
  Outcome outcome;
  Fates fates;
  std::int64_t now_ms = 0;
  fs::path killed;
  {
    StoreLife life(scratch.data(), script.durability);
    if (script.prepare) script.prepare(life, scratch.data());
    {
      const FileCalls calls(scratch.data(), fault);
      script.act(life);
      outcome.met = calls.met();
      outcome.calls = calls.count();
    }
    killed = scratch.copy("killed");
    fates = life.fates();
    now_ms = life.now_ms();
    outcome.broken = life.broken();
  }
  if (outcome.broken.empty()) {
    outcome.broken = StoreLife::check(scratch.data(), script.durability, fates, now_ms);
    if (!outcome.broken.empty()) outcome.broken += " (after a stop)";
  }
  if (outcome.broken.empty()) {
    outcome.broken = StoreLife::check(killed, script.durability, fates, now_ms);
    if (!outcome.broken.empty()) outcome.broken += " (after a kill)";
  }
  return outcome;
}

void fail_each_call(const Script& script, bool onward) {
  for (std::uint64_t nth = 1;; nth += kStride) {
    const Outcome outcome = run(script, {.nth = nth, .onward = onward, .error = EIO, .call = ""});
    INFO(script.name << ", call " << nth << (onward ? " and all later ones" : ""));
    REQUIRE(outcome.broken == "");
    if (!outcome.met) break;
    REQUIRE(nth < kCallsMax);
  }
}

TEST_CASE("file faults: no call that fails once loses, doubles or brings back an event",
          "[collector]") {
  for (const Script& script : scripts()) fail_each_call(script, false);
}

TEST_CASE("file faults: no disk that dies at any call loses, doubles or brings back an event",
          "[collector]") {
  for (const Script& script : scripts()) fail_each_call(script, true);
}

// The files that a process leaves if it is killed before a call.
struct Remains {
  std::uint64_t nth = 0;
  fs::path data;
  Fates fates;
  std::int64_t now_ms = 0;
};

TEST_CASE("file faults: killed before any call, what was answered is there once", "[collector]") {
  for (const Script& script : scripts()) {
    const Scratch scratch;
    std::vector<Remains> all;
    {
      StoreLife life(scratch.data(), script.durability);
      if (script.prepare) script.prepare(life, scratch.data());
      // SQLite may be in the middle of something: it is not called from here.
      const FileCalls calls(scratch.data(), {}, [&](std::uint64_t nth) {
        all.push_back(
            {nth, scratch.copy("killed-" + std::to_string(nth)), life.fates(), life.now_ms()});
      });
      script.act(life);
      REQUIRE(life.broken() == "");
    }
    REQUIRE(all.size() > 10);
    for (const Remains& each : all) {
      INFO(script.name << ", killed before call " << each.nth);
      REQUIRE(StoreLife::check(each.data, script.durability, each.fates, each.now_ms) == "");
    }
  }
}

}  // namespace
}  // namespace godwit::collector::test
