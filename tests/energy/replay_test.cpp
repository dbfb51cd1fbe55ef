#include "replay/replay.h"

#include <algorithm>

#include "energy/traces.h"
#include "optimum/offline_optimum.h"
#include "radio/joules.h"
#include "replay/godwit_sender.h"
#include "replay/policies.h"
#include "report/evaluation.h"
#include "support/catch.h"

using namespace godwit;
using namespace godwit::energy;

namespace {

constexpr std::int64_t kSecond = 1'000'000;

Trace events_at(std::initializer_list<double> seconds, std::initializer_list<double> app = {}) {
  Trace trace;
  for (const double at : seconds) {
    trace.events.push_back({static_cast<std::int64_t>(at * kSecond), 300, Priority::normal});
  }
  for (const double at : app) trace.app_us.push_back(static_cast<std::int64_t>(at * kSecond));
  return trace;
}

std::vector<double> seconds_sent(std::string_view policy, const Trace& trace) {
  const RadioModel lte = *find_radio("lte");
  const auto sender = make_sender(policy, Deadlines(), lte);
  REQUIRE(sender != nullptr);
  std::vector<double> seconds;
  for (const std::int64_t at_us : replay(trace, Deadlines(), *sender).flushes_us) {
    seconds.push_back(static_cast<double>(at_us) / kSecond);
  }
  return seconds;
}

}  // namespace

TEST_CASE("replay: each policy sends when its rule says", "[energy]") {
  struct Row {
    const char* policy;
    Trace trace;
    std::vector<double> sent;
  };
  const Row rows[] = {
      {"immediate", events_at({1, 2, 2, 7}), {1, 2, 7}},
      {"interval:30", events_at({1, 2, 30, 32, 50}), {31, 62}},
      {"interval:0.5", events_at({1, 1.25, 2}), {1.5, 2.5}},
      {"count:3,interval:30", events_at({1, 2, 3, 4, 5}), {3, 34}},
      {"1ds", events_at({1, 4, 6}), {5, 10}},
      {"deadline", events_at({1, 60, 62}, {30}), {61, 122}},
      // 0.57 of 11.576 s are 6.598 s: what arrives by 67.598 s goes at once.
      {"tailender:0.57", events_at({1, 65, 67.5, 68}), {61, 65, 67.5, 128}},
      {"godwit", events_at({1, 60}, {30, 70}), {30, 70}},
      {"godwit", events_at({1, 62}), {61, 122}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.policy);
    CHECK(seconds_sent(row.policy, row.trace) == row.sent);
  }
}

TEST_CASE("replay: a name that is none, or a number that is none, makes no policy", "[energy]") {
  for (const char* name : {"", "Godwit", "interval", "interval:", "interval:x", "interval:0",
                           "interval:-1", "interval:1e9", "count:20", "count:0,interval:30",
                           "count:2,interval:", "tailender:2", "tailender:", "optimum", "1ds:4"}) {
    CAPTURE(name);
    CHECK(make_sender(name, Deadlines(), *find_radio("lte")) == nullptr);
  }
}

TEST_CASE("replay: delays, bytes and what is late are those of the events", "[energy]") {
  Trace trace = events_at({1, 2, 70});
  trace.events[1].bytes = 1'000;
  const auto sender = make_sender("interval:65", Deadlines(), *find_radio("lte"));
  const Replay replayed = replay(trace, Deadlines(), *sender);
  CHECK(replayed.flushes_us == std::vector<std::int64_t>{66 * kSecond, 135 * kSecond});
  CHECK(replayed.delays_us == std::vector<std::int64_t>{65 * kSecond, 64 * kSecond, 65 * kSecond});
  CHECK(replayed.events_late == 3);
  CHECK(replayed.bytes == 1'600);
}

TEST_CASE("replay: ours sends no event after its deadline, nor before it is there", "[energy]") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Trace trace = test::random_trace(seed, 7'200, 1'000 << seed % 8, 2'000 << seed % 7);
    Prng random(seed);
    for (TraceEvent& event : trace.events) {
      event.priority = static_cast<Priority>(random.below(kPriorityCount));
      event.at_us += static_cast<std::int64_t>(random.below(1'000));  // Between two milliseconds.
    }
    std::sort(trace.events.begin(), trace.events.end(),
              [](const TraceEvent& a, const TraceEvent& b) { return a.at_us < b.at_us; });
    GodwitSender sender{Deadlines()};
    const Replay replayed = replay(trace, Deadlines(), sender);
    REQUIRE(replayed.delays_us.size() == trace.events.size());
    CHECK(replayed.events_late == 0);
    for (const TraceEvent& event : trace.events) {
      const auto first =
          std::lower_bound(replayed.flushes_us.begin(), replayed.flushes_us.end(), event.at_us);
      REQUIRE(first != replayed.flushes_us.end());
      CHECK(*first < Deadlines().of(event) + kClockStepUs);
    }
  }
}

TEST_CASE("replay: nobody who keeps the deadlines is below the optimum, and ours is near it",
          "[energy]") {
  const char* const name = GENERATE("lte", "3g", "5g-nsa", "5g-sa");
  const RadioModel radio = *find_radio(name);
  const Deadlines deadlines;
  double ours = 0;
  double optimum = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(name, seed);
    const Trace trace = test::random_trace(seed, 36'000, 20'000, 60'000);
    const Evaluator evaluator(radio, trace, deadlines);
    for (const char* policy : {"godwit", "deadline", "tailender:0.57", "immediate"}) {
      CAPTURE(policy);
      const Evaluation found = *evaluator.evaluate(policy);
      CHECK(found.events_late == 0);
      CHECK(found.events_unsent == 0);
      CHECK(found.marginal_joules > found.optimum_joules * (1 - 1e-9));
    }
    const Evaluation found = *evaluator.evaluate("godwit");
    ours += found.marginal_joules;
    optimum += found.optimum_joules;
    const Evaluation best = *evaluator.evaluate(kOptimum);
    CHECK(best.marginal_joules == Approx(best.optimum_joules));
    CHECK(best.events_late == 0);
  }
  CHECK(ours / optimum < (std::string_view(name) == "lte" ? 1.10 : 1.20));
}

TEST_CASE("replay: the same trace gives the same instants", "[energy]") {
  const Trace trace = test::random_trace(7, 36'000, 10'000, 30'000);
  GodwitSender first{Deadlines()};
  GodwitSender second{Deadlines()};
  CHECK(replay(trace, Deadlines(), first).flushes_us ==
        replay(trace, Deadlines(), second).flushes_us);
}

TEST_CASE("replay: who asks its server every second has no request of ours each second",
          "[energy]") {
  Trace trace;
  for (std::int64_t at = 0; at < 3'600; ++at) {
    trace.app_us.push_back(at * kSecond);
    trace.events.push_back({at * kSecond + kSecond / 2, 300, Priority::normal});
  }
  const RadioModel lte = *find_radio("lte");
  const Deadlines deadlines;
  const Evaluator evaluator(lte, trace, deadlines);
  const Evaluation found = *evaluator.evaluate("godwit");
  CHECK(found.flushes_us.size() < 200);
  CHECK(found.events_late == 0);
  CHECK(found.marginal_joules - found.upload_joules < 14);  // One wake-up, at the end.
}
