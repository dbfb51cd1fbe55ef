// Claim: whatever the store's named values hold, damaged or strange, an engine opens on it, takes
// an event and delivers it, and sends nothing that the collector could not read; and each value
// that was written by encode() is read back as it was.
//
// Input: a byte for the way, then the value's bytes, or several values with their lengths.
#include <cstring>
#include <string>
#include <vector>

#include "collector/limits.h"
#include "delivery/wire_v1.h"
#include "identity/session.h"
#include "queue/stream_ledger.h"
#include "queue/timeline.h"
#include "support/check.h"
#include "support/fake_ports.h"
#include "support/input.h"
#include "wire/batch_parser.h"

namespace {

using namespace godwit;
using namespace godwit::fuzz;

constexpr std::chrono::milliseconds kRebootAgeMax{24 * 3'600'000};
// Longer than any back-off that the engine believes in.
constexpr std::int64_t kLongestWaitMs = 3 * 3'600'000;
constexpr std::int64_t kYearMs = 365ll * 24 * 3'600'000;

// --- The ledger.

void check_readable(const std::string& body) {
  const collector::Limits limits;
  collector::BatchParser parser(limits);
  collector::Batch batch;
  collector::ParseFault fault;
  if (parser.parse(body, batch, fault)) return;
  std::fprintf(stderr, "\n%s\n%s: %s\n", body.c_str(), fault.pointer.c_str(),
               fault.message.c_str());
  check(false, "stored: what is announced from the store can be read by the collector");
}

void ledger(std::string_view stored) {
  StreamEntry entry;
  if (!entry.decode(stored)) return;
  Bytes again;
  entry.encode(again);
  check(again.view() == stored.substr(0, again.size()) && stored.size() - again.size() < 24,
        "stored: a ledger's entry is written again as it was read");

  Bytes body;
  char id[kBatchIdLength];
  WireV1Body writer(body);
  SectionHeader header;
  header.acked_below = entry.last_accepted + 1;
  header.last_accepted = entry.last_accepted;
  header.dropped = entry.dropped_below(header.acked_below);
  writer.begin();
  writer.begin_section(entry.opening, header);
  writer.end_section();
  writer.end(id);
  check_readable(std::string(body.view()));
}

// --- Times.

void timeline(std::string_view stored) {
  test::FakeClock clock;
  Timeline first;
  first.start(clock, stored, kRebootAgeMax);
  const std::int64_t opened = first.now_ms();
  clock.advance(5);
  check(first.now_ms() == opened + 5, "stored: the timeline runs with the clock");
  check(first.monotonic(first.now_ms()).ms == clock.monotonic().ms,
        "stored: the timeline and the clock name the same instant");
  Bytes saved;
  first.encode(saved);
  clock.advance(7);
  Timeline second;
  second.start(clock, saved.view(), kRebootAgeMax);
  check(second.now_ms() == opened + 12, "stored: the timeline goes on where it was");
  clock.boot.bytes[0] = 2;
  clock.monotonic_ms = 3;
  clock.wall_ms += kYearMs;
  Timeline third;
  third.start(clock, saved.view(), kRebootAgeMax);
  check(third.now_ms() == opened + 5 + kRebootAgeMax.count(),
        "stored: across a reboot at most the bound is added");
}

void session(std::string_view stored) {
  test::FakeEntropy entropy;
  Session one;
  one.restore(stored);
  Bytes saved;
  check(one.note(0, saved), "stored: a session is written whenever that is asked for");
  Session two;
  two.restore(saved.view());
  check(two.id() == one.id() && two.number() == one.number(),
        "stored: a session is written again as it was read");
  static_cast<void>(one.touch(1'000'000, 1000, entropy));
  check(one.touch(1'001'000, 1000, entropy), "stored: a pause begins a new session");
  check(!one.touch(1'001'999, 1000, entropy), "stored: without a pause the session goes on");
}

// --- The engine on all of them.

constexpr std::string_view kNames[] = {"timeline", "context",      "session",
                                       "retry",    "installation", "stream/0123456789abcdef"};

void engine(Input& input) {
  test::World world(8 * 1024);  // Less to search.
  // A stream that was left behind by a process that died.
  check(world.start().ok(), "stored: an engine opens on an empty store");
  world.track_many(static_cast<int>(input.choice(4)), "before");
  world.run_for(input.choice(2) * 1500);
  world.kill();
  for (std::uint32_t count = input.choice(5); count > 0; --count) {
    const std::string_view name = kNames[input.choice(std::size(kNames))];
    world.disk.values[std::string(name)] = input.take(input.byte());
  }
  // Bytes of the real ones are changed.
  for (auto& [name, value] : world.disk.values) {
    if (value.empty() || input.empty()) continue;
    char& byte = value[input.byte() % value.size()];
    byte = static_cast<char>(byte ^ input.byte());
  }
  // Consent stays what the application says, and 410 is meant to stop deliveries.
  check(world.start().ok(), "stored: an engine opens on whatever is in the store");
  const Status taken = world.track("after");
  const bool gone = taken.code() == StatusCode::switched_off;
  check(taken.ok() || gone, "stored: the engine takes an event");
  world.run_for(kLongestWaitMs);
  const Stats stats = world.stats();
  check(gone || stats.queued_events == 0, "stored: after the longest wait nothing is queued");
  for (const test::SentRequest& request : world.transport.requests) check_readable(request.body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  switch (input.choice(4)) {
    case 0:
      ledger(input.rest());
      break;
    case 1:
      timeline(input.rest());
      break;
    case 2:
      session(input.rest());
      break;
    default:
      engine(input);
      break;
  }
  return 0;
}
