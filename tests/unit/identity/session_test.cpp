#include "identity/session.h"

#include <string>

#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

constexpr std::int64_t kIdleMs = 1'800'000;

std::string noted(Session& session, std::int64_t interval_ms) {
  Bytes bytes;
  session.note(interval_ms, bytes);
  return std::string(bytes.view());
}

}  // namespace

TEST_CASE("session: begins with the first activity, and anew after a pause of idle_max",
          "[identity]") {
  FakeEntropy entropy;
  Session session;
  CHECK(session.number() == 0);
  CHECK(session.touch(5, kIdleMs, entropy));
  CHECK(session.number() == 1);
  const Id first = session.id();
  CHECK_FALSE(first.empty());
  CHECK_FALSE(session.touch(5 + kIdleMs - 1, kIdleMs, entropy));
  CHECK_FALSE(session.touch(5 + 2 * kIdleMs - 2, kIdleMs, entropy));
  CHECK(session.id() == first);
  CHECK(session.touch(5 + 3 * kIdleMs - 2, kIdleMs, entropy));
  CHECK(session.number() == 2);
  CHECK_FALSE(session.id() == first);
}

TEST_CASE("session: goes on from what was noted", "[identity]") {
  FakeEntropy entropy;
  Session session;
  session.touch(1'000, kIdleMs, entropy);
  const std::string stored = noted(session, 0);
  Session later;
  later.restore(stored);
  CHECK(later.id() == session.id());
  CHECK_FALSE(later.touch(1'000 + kIdleMs - 1, kIdleMs, entropy));
  CHECK(later.number() == 1);
  later.restore(stored);
  CHECK(later.touch(1'000 + kIdleMs, kIdleMs, entropy));
  CHECK(later.number() == 2);
}

TEST_CASE("session: is noted when it is new, and else once an interval", "[identity]") {
  FakeEntropy entropy;
  Session session;
  session.touch(1'000, kIdleMs, entropy);
  CHECK_FALSE(noted(session, 60'000).empty());
  CHECK(noted(session, 60'000).empty());
  session.touch(1'000 + 59'999, kIdleMs, entropy);
  CHECK(noted(session, 60'000).empty());
  session.touch(1'000 + 60'000, kIdleMs, entropy);
  const std::string stored = noted(session, 60'000);
  CHECK_FALSE(stored.empty());
  Session later;
  later.restore(stored);
  CHECK(noted(later, 60'000).empty());
}

TEST_CASE("session: damaged bytes mean that there was none", "[identity]") {
  FakeEntropy entropy;
  Session session;
  session.touch(1'000, kIdleMs, entropy);
  const std::string stored = noted(session, 0);
  Session later;
  later.restore(stored.substr(1));
  CHECK(later.number() == 0);
  // The 53rd bit of the time, and its sign; the 52nd may be.
  for (const auto& [byte, bit, known] :
       {std::tuple{6, 0x20, false}, {7, 0x80, false}, {6, 0x10, true}}) {
    std::string damaged = stored;
    char& changed = damaged[damaged.size() - 8 + static_cast<std::size_t>(byte)];
    changed = static_cast<char>(changed | bit);
    Session other;
    other.restore(damaged);
    CHECK((other.number() == 1) == known);
  }
}

TEST_CASE("session: after reset() the next is the first again", "[identity]") {
  FakeEntropy entropy;
  Session session;
  session.touch(1'000, kIdleMs, entropy);
  session.reset();
  CHECK(session.number() == 0);
  CHECK(session.touch(1'001, kIdleMs, entropy));
  CHECK(session.number() == 1);
}
