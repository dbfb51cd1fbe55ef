#include "engine.h"

#include <algorithm>

#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

bool contains(const SentRequest& request, std::string_view name) {
  return request.body.find("\"n\":\"" + std::string(name) + "\"") != std::string::npos;
}

// Takes everything but the stream's third event.
Answer refuse_third(const SentRequest& request) {
  Answer answer = ok(request);
  answer.body.insert(answer.body.size() - 1,
                     ",\"refused\":[{\"section\":0,\"sequence\":3,\"code\":\"invalid_name\"}]");
  return answer;
}

}  // namespace

TEST_CASE("engine: a normal event is sent within flush_interval, and only once", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  REQUIRE(world.track("seen").ok());
  world.run_for(28'000);
  CHECK(world.transport.requests.empty());
  world.run_for(4'000);
  REQUIRE(world.transport.requests.size() == 1);
  CHECK(contains(world.transport.requests[0], "seen"));
  world.run_for(10 * kHour);
  CHECK(world.transport.requests.size() == 1);
  CHECK(world.stats().delivered == 1);
  CHECK(world.disk.segments.empty());
}

TEST_CASE("engine: its figures begin at nothing, and its requests are compressed as asked",
          "[engine]") {
  World world;
  world.options.uploader.gzip_level = 7;
  REQUIRE(world.start().ok());
  const Stats stats = world.stats();
  for (const std::uint64_t figure :
       {stats.accepted, stats.declined, stats.withheld, stats.delivered, stats.duplicates,
        stats.queued_events, stats.queued_bytes, stats.recovered, stats.requests,
        stats.requests_failed, stats.connections, stats.bytes_sent, stats.bytes_received}) {
    CHECK(figure == 0);
  }
  for (const std::uint64_t count : stats.dropped) CHECK(count == 0);
  world.track("e");
  REQUIRE(world.flush(1'000));
  CHECK(world.transport.requests.at(0).gzip_level == 7);
}

TEST_CASE("engine: while the collector keeps up, a log that is more than half full is not stored",
          "[engine]") {
  World world(64 * 1024);
  REQUIRE(world.start().ok());
  world.track("first");
  REQUIRE(world.flush(1'000));
  const std::string text = "{\"text\":\"" + std::string(900, 'x') + "\"}";
  bool stored = false;
  world.transport.collector = [&](const SentRequest& request) {
    stored = stored || !world.disk.segments.empty();
    return ok(request);
  };
  for (int i = 0; i < 50; ++i) REQUIRE(world.track("e", text).ok());
  world.run_for(500);
  CHECK(world.flush(100));
  CHECK(world.stats().delivered == 51);
  CHECK_FALSE(stored);
}

TEST_CASE("engine: a failure is logged with its reason and with when it is tried again",
          "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.transport.collector = [](const SentRequest&) { return Answer{0, {}, 0}; };
  world.track("e", "{}", Priority::immediate);
  world.run_for(100);
  REQUIRE(world.log.lines.size() == 1);
  CHECK_THAT(world.log.lines[0],
             Catch::Matches("delivery failed, next attempt in [0-9]+ ms: connection refused"));
  REQUIRE(world.reports.size() == 1);
  CHECK(world.reports[0].message == "connection refused");
}

TEST_CASE("engine: a stranger's answer is reported as one", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.transport.collector = [](const SentRequest&) { return Answer{200, "<html>", 0}; };
  world.track("e", "{}", Priority::immediate);
  world.run_for(100);
  REQUIRE(world.reports.size() == 1);
  CHECK(world.reports[0].outcome == DeliveryOutcome::will_retry);
  CHECK(world.reports[0].message == "a stranger answered");
}

TEST_CASE("engine: an immediate event is sent at once and takes the others along", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.track("later");
  world.track("now", "{}", Priority::immediate);
  world.run_for(10);
  REQUIRE(world.transport.requests.size() == 1);
  CHECK(world.transport.requests[0].events.size() == 2);
}

TEST_CASE("engine: an immediate event that comes during a write is sent when the write is over",
          "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.track("first");
  world.store->during_commit = [&world] {
    world.track("now", "{}", Priority::immediate);
    world.scheduler.run_posted();
  };
  world.run_for(world.options.limits.drain_interval.count());
  REQUIRE(world.transport.requests.size() == 1);
  CHECK(world.transport.requests[0].events.size() == 2);
}

TEST_CASE("engine: nothing is due once everything is delivered", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(1234);
  CHECK(world.flush(1'000));
  world.run_for(kHour);
  CHECK(world.scheduler.timers.empty());
}

TEST_CASE("engine: full batches go at once, and are full", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  for (int i = 0; i < 20; ++i) {
    world.track_many(100);
    world.run_for(1'100);
  }
  world.run_for(5);
  REQUIRE(world.transport.requests.size() == 4);
  for (const SentRequest& request : world.transport.requests) CHECK(request.events.size() == 500);
}

TEST_CASE("engine: what a killed process had accepted is delivered once by the next", "[engine]") {
  for (const std::int64_t killed_after_ms : {0, 500, 1'000, 1'100, 31'000}) {
    CAPTURE(killed_after_ms);
    World world;
    REQUIRE(world.start().ok());
    world.track_many(250);
    world.run_for(killed_after_ms);
    world.kill();
    REQUIRE(world.start().ok());
    world.track_many(3);
    CHECK(world.flush(2'000));
    const auto delivered = world.delivered();
    CHECK(delivered.size() == 253);
    for (const auto& [event, times] : delivered) CHECK(times == 1);
  }
}

TEST_CASE("engine: a reply that was lost makes the same batch go again under its id", "[engine]") {
  World world;
  bool lost = true;
  world.transport.collector = [&](const SentRequest& request) {
    return std::exchange(lost, false) ? Answer{0, {}, {}} : ok(request);
  };
  REQUIRE(world.start().ok());
  world.track_many(10);
  world.flush(60'000);
  REQUIRE(world.transport.requests.size() == 2);
  CHECK(world.transport.requests[0].id == world.transport.requests[1].id);
  CHECK(world.transport.forgotten == 1);
}

TEST_CASE("engine: back-off doubles from 8 s with equal jitter, however fast events come",
          "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest&) { return Answer{0, {}, {}}; };
  REQUIRE(world.start().ok());
  for (int second = 0; second < 600; ++second) {
    world.track("e", "{}", Priority::immediate);
    world.run_for(1'000);
  }
  std::int64_t expected_ms = 8'000;
  const auto& requests = world.transport.requests;
  REQUIRE(requests.size() >= 6);
  for (std::size_t i = 1; i < requests.size(); ++i) {
    const std::int64_t waited = requests[i].at_ms - requests[i - 1].at_ms;
    CHECK(waited >= expected_ms / 2);
    CHECK(waited <= expected_ms + 1'000);
    expected_ms = std::min<std::int64_t>(expected_ms * 2, 300'000);
  }
}

TEST_CASE("engine: a crash loop makes no more attempts than one process would", "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest&) { return Answer{0, {}, {}}; };
  for (int start = 0; start < 20; ++start) {
    REQUIRE(world.start().ok());
    world.track("e", "{}", Priority::immediate);
    world.run_for(3'000);
    world.kill();
  }
  CHECK(world.transport.requests.size() <= 5);
}

TEST_CASE("engine: processes that die while they send wait longer and longer, too",
          "[engine][slow]") {
  World world;
  world.transport.reply_ms = 60'000;  // No process lives to see it.
  for (int start = 0; start < 400; ++start) {
    REQUIRE(world.start().ok());
    world.track("e", "{}", Priority::immediate);
    world.run_for(3'000);
    world.kill();
  }
  CHECK(world.transport.requests.size() >= 5);
  CHECK(world.transport.requests.size() <= 12);
}

TEST_CASE("engine: Retry-After is a minimum, as a header and in the body", "[engine]") {
  const bool header = GENERATE(true, false);
  World world;
  bool busy = true;
  world.transport.collector = [&](const SentRequest& request) -> Answer {
    if (!std::exchange(busy, false)) return ok(request);
    Answer answer = ours(429, request);
    if (header) answer.retry_after_ms = 90'000;
    if (!header) answer.body.insert(answer.body.size() - 1, ",\"retry_after_ms\":90000");
    return answer;
  };
  REQUIRE(world.start().ok());
  world.track("e", "{}", Priority::immediate);
  world.run_for(200'000);
  REQUIRE(world.transport.requests.size() == 2);
  const std::int64_t waited = world.transport.requests[1].at_ms - world.transport.requests[0].at_ms;
  CHECK(waited >= 90'000);
  CHECK(waited <= 99'000);
}

TEST_CASE("engine: flush() ends once what was dropped is announced, too", "[engine]") {
  World world;
  world.transport.collector = refuse_third;
  REQUIRE(world.start().ok());
  world.track_many(5);
  CHECK(world.flush(1'000));
  CHECK(world.last_status.ok());
  REQUIRE(world.transport.requests.size() == 2);
  CHECK(world.transport.requests[1].events.empty());
  CHECK(world.transport.requests[1].body.find("[3,3,\"refused\"]") != std::string::npos);
  CHECK(world.flush(0));
  world.run_for(kHour);
  CHECK(world.transport.requests.size() == 2);
}

TEST_CASE("engine: flush() does not wait for an announcement that cannot be delivered",
          "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest& request) {
    return request.events.empty() ? Answer{0, {}, {}} : refuse_third(request);
  };
  REQUIRE(world.start().ok());
  world.track_many(5);
  CHECK(world.flush(1'000));
  CHECK(world.last_status.ok());
  CHECK(world.transport.requests.size() == 2);
  CHECK(world.flush(0));  // Backing off.
  world.transport.collector = ok;
  world.run_for(10'000);
  CHECK(world.flush(0));
  REQUIRE(world.transport.requests.size() == 3);
  CHECK(world.transport.requests[2].body.find("[3,3,\"refused\"]") != std::string::npos);
}

TEST_CASE("engine: a foreign answer acknowledges nothing and drops nothing", "[engine]") {
  const int status = GENERATE(200, 204, 302, 400, 401, 404, 408, 410, 500);
  World world;
  int foreign = 3;
  world.transport.collector = [&](const SentRequest& request) -> Answer {
    if (foreign-- > 0) return {status, "<html>welcome to the hotel</html>", {}};
    return ok(request);
  };
  REQUIRE(world.start().ok());
  world.track_many(20);
  CHECK(world.flush(10 * 60'000));
  CHECK(world.stats().delivered == 20);
  CHECK(world.stats().dropped == decltype(Stats::dropped){});
}

TEST_CASE("engine: a reply with another batch's id is foreign", "[engine]") {
  World world;
  bool first = true;
  world.transport.collector = [&](const SentRequest& request) -> Answer {
    if (!std::exchange(first, false)) return ok(request);
    return {200, "{\"godwit\":1,\"batch\":\"0123456789abcdef\",\"accepted\":1}", {}};
  };
  REQUIRE(world.start().ok());
  world.track("e");
  world.flush(1'000);
  CHECK(world.stats().delivered == 0);
  CHECK(world.flush(60'000));
}

TEST_CASE("engine: 401 keeps everything until the key is put right", "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest& request) {
    return request.key == "GOOD" ? ok(request) : ours(401, request);
  };
  REQUIRE(world.start().ok());
  world.track_many(20);
  world.flush(10'000);
  world.run_for(30 * 60'000);
  CHECK(world.transport.requests.size() == 1);
  SECTION("by set_key()") {
    world.engine->set_key("GOOD");
  }
  SECTION("by a restart with another key") {
    world.options.uploader.key = "GOOD";
    REQUIRE(world.restart().ok());
  }
  CHECK(world.flush(10'000));
  CHECK(world.transport.requests.back().events.size() == 20);
}

TEST_CASE("engine: 410 switches delivery off until the configuration changes", "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest& request) {
    return request.key == "NEW" ? ok(request) : ours(410, request);
  };
  REQUIRE(world.start().ok());
  world.track_many(5);
  world.flush(1'000);
  CHECK(world.last_status.code() == StatusCode::switched_off);
  CHECK(world.track("e").code() == StatusCode::switched_off);
  REQUIRE(world.restart().ok());
  CHECK(world.track("e").code() == StatusCode::switched_off);
  world.run_for(24 * kHour);
  CHECK(world.transport.requests.size() == 1);
  world.options.uploader.key = "NEW";
  REQUIRE(world.restart().ok());
  CHECK(world.track("e").ok());
  CHECK(world.flush(10'000));
  CHECK(world.delivered().size() == 6);
}

TEST_CASE("engine: 26 days offline at the size limit keep what is young and account for the rest",
          "[engine][slow]") {
  // 2^31 ms are 24.9 days.
  World world;
  world.options.limits.queue_bytes_max = 40 * 1024;
  world.options.limits.batch_events_max = 5;
  world.options.limits.segment_events_max = 10;
  REQUIRE(world.start().ok());
  world.transport.collector = [](const SentRequest&) { return Answer{0, {}, 0}; };
  const std::string text = "{\"text\":\"" + std::string(50, 'x') + "\"}";
  const std::uint64_t events = 26 * 24 * 6;
  for (std::uint64_t i = 0; i < events; ++i) {
    REQUIRE(world.track("e", text).ok());
    world.run_for(kHour / 6);
    CHECK(world.stats().queued_bytes <= 41 * 1024);
  }
  const std::uint64_t queued = world.stats().queued_events;
  CHECK(queued > 300);
  CHECK(dropped(world, DropReason::queue_full) == events - queued);
  // Two and a half minutes at the least lie between two attempts of the longest back-off.
  const std::size_t attempts = world.transport.requests.size();
  CHECK(attempts < 26 * 24 * 60 * 2 / 5 + 10);
  CHECK(attempts > 26 * 24 * 60 / 5);

  world.transport.collector = ok;
  CHECK(world.flush(10 * 60'000));
  CHECK(world.stats().delivered == queued);
  CHECK(world.transport.requests.back().events.back().sequence == events);  // The youngest.
}

TEST_CASE("engine: what another opening left in the store is adopted and delivered once",
          "[engine]") {
  World gone;
  REQUIRE(gone.start().ok());
  gone.transport.collector = [](const SentRequest&) { return Answer{503, {}}; };
  gone.track_many(120);
  gone.run_for(5'000);
  gone.kill();
  REQUIRE(gone.disk.segments.size() >= 2);

  World world;
  world.entropy.prng = Prng(8);
  REQUIRE(world.start().ok());
  world.track_many(3, "own");
  world.adopt(gone.disk);
  CHECK(world.stats().recovered == 120);
  REQUIRE(world.flush(2'000));
  CHECK(world.stats().delivered == 123);
  const auto delivered = world.delivered();
  CHECK(delivered.size() == 123);
  for (const auto& [key, count] : delivered) CHECK(count == 1);
  CHECK(world.disk.segments.empty());
  // The next batch announces that the stream is finished, and it is forgotten.
  world.track("later");
  REQUIRE(world.flush(2'000));
  world.run_for(60'000);
  CHECK(std::count_if(world.disk.values.begin(), world.disk.values.end(),
                      [](const auto& value) { return value.first.starts_with("stream/"); }) == 1);
}

TEST_CASE("engine: commit_now() stores what is being delivered, and it arrives once", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.track("first");
  REQUIRE(world.flush(1'000));
  world.track_many(50);
  world.engine->flush({});
  world.engine->commit_now();
  world.scheduler.run_posted();
  CHECK(world.disk.segments.size() == 1);
  CHECK(world.stats().requests == 2);
  world.kill();  // The reply is not read, and a page's staging log is gone.
  REQUIRE(world.disk.staging.erase().ok());
  REQUIRE(world.start().ok());
  REQUIRE(world.flush(1'000));
  CHECK(world.stats().delivered == 50);
  CHECK(world.delivered().size() == 51);
}
