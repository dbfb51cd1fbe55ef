#include "delivery/directives.h"
#include "delivery/retry_policy.h"
#include "delivery/send_policy.h"
#include "delivery/wire_v1.h"
#include "support/catch.h"

using namespace godwit;

TEST_CASE("retry_policy: a delay lies in [d/2, d], d doubling from 8 s to 5 min", "[delivery]") {
  const Limits limits;
  const auto [attempt, d] =
      GENERATE(table<std::uint32_t, std::int64_t>({{1, 8'000},
                                                   {2, 16'000},
                                                   {3, 32'000},
                                                   {6, 256'000},
                                                   {7, 300'000},
                                                   {4'000'000'000u, 300'000}}));
  std::int64_t low = d * 10;
  std::int64_t high = 0;
  for (std::uint64_t random = 0; random < 200'000; random += 7) {
    const std::int64_t delay = retry_delay_ms(attempt, 0, random, limits);
    low = std::min(low, delay);
    high = std::max(high, delay);
  }
  CHECK(low >= d / 2);
  CHECK(low <= d / 2 + 10);
  CHECK(high <= d);
  CHECK(high >= d - 10);
}

TEST_CASE("retry_policy: Retry-After is a minimum with the jitter on top, and is capped",
          "[delivery]") {
  const Limits limits;
  CHECK(retry_delay_ms(1, 60'000, 0, limits) == 60'000);
  CHECK(retry_delay_ms(1, 60'000, 4'000, limits) == 64'000);
  CHECK(retry_delay_ms(1, 1'000'000'000, 0, limits) == limits.retry_after_max.count());
}

TEST_CASE("send_policy: one row for each rule", "[delivery]") {
  struct Row {
    const char* rule;
    SendConditions conditions;
    Backlog backlog;
    bool send;
    std::int64_t at_ms;
    SendReason reason;
  };
  constexpr std::int64_t kNow = 100'000;
  const auto conditions = [](std::int64_t not_before = 0, bool off = false) {
    return SendConditions{kNow, not_before, off, 30'000, {}, {}, 0};
  };
  const auto backlog = [](std::int64_t immediate, std::int64_t normal, std::int64_t deferred,
                          std::uint64_t events = 1, bool flush = false,
                          std::int64_t announce = kNever) {
    return Backlog{{immediate, normal, deferred}, announce, events, events * 300, flush, false};
  };
  const auto device = [](const DeviceConditions& said, std::int64_t app_ms = kNever) {
    RadioUse radio;
    if (app_ms != kNever) radio.note_app(app_ms);
    return SendConditions{kNow, 0, false, 30'000, said, radio, 0};
  };
  const DeviceConditions saving_power{.power = {.saving = true}};
  const DeviceConditions roaming{.network = {NetworkKind::roaming}};
  const DeviceConditions empty{.power = {.battery_percent = 5}};
  const DeviceConditions drain{.network = {NetworkKind::unmetered}, .power = {.charging = true}};
  const DeviceConditions background{.app = AppState::background};
  const DeviceConditions ending{.app = AppState::terminating};
  const auto parting = [&](std::int64_t immediate, std::int64_t normal) {
    Backlog left = backlog(immediate, normal, kNever);
    left.parting = true;
    return left;
  };
  const auto sent_before = [&](std::int64_t sent_ms, const DeviceConditions& said) {
    SendConditions then = device(said);
    then.sent_ms = sent_ms;
    return then;
  };
  const auto rode_along = [&](const DeviceConditions& said) {
    SendConditions then = device(said, kNow);
    then.sent_ms = kNow;
    return then;
  };
  const auto all_old = backlog(kNever, 0, 0, 900);
  const auto urgent = backlog(kNow, 0, 0, 900);
  const Row
      rows
          [] =
              {
                  {"nothing queued", conditions(), backlog(kNever, kNever, kNever, 0), false,
                   kNever, SendReason::nothing_queued},
                  {"switched off wins over all", conditions(0, true), backlog(0, 0, 0, 900, true),
                   false, kNever, SendReason::switched_off},
                  {"normal waits for its deadline", conditions(), backlog(kNever, 90'000, kNever),
                   false, 120'000, SendReason::deadline},
                  {"normal goes at its deadline", conditions(), backlog(kNever, 70'000, kNever),
                   true, 70'000 + 30'000, SendReason::deadline},
                  {"deferred waits longer", conditions(), backlog(kNever, kNever, 90'000), false,
                   90'000 + 900'000, SendReason::deadline},
                  {"immediate goes at once", conditions(), backlog(kNow, kNow, kNow), true, kNow,
                   SendReason::immediate},
                  {"a full batch goes at once", conditions(), backlog(kNever, kNow, kNever, 500),
                   true, kNow, SendReason::full_batch},
                  {"a flush goes at once", conditions(), backlog(kNever, kNow, kNever, 1, true),
                   true, kNow, SendReason::flush},
                  {"a flush of nothing does nothing", conditions(),
                   backlog(kNever, kNever, kNever, 0, true), false, kNever,
                   SendReason::nothing_queued},
                  {"back-off holds back even an immediate event and a flush", conditions(kNow + 5),
                   backlog(kNow, kNow, kNow, 900, true), false, kNow + 5, SendReason::back_off},
                  {"a back-off that ends before the deadline changes nothing", conditions(kNow + 5),
                   backlog(kNever, kNow, kNever), false, kNow + 30'000, SendReason::deadline},
                  {"an announcement goes within flush_interval", conditions(),
                   backlog(kNever, kNever, kNever, 0, false, kNow), false, kNow + 30'000,
                   SendReason::deadline},
                  {"without a network nothing is tried", device({.network = {NetworkKind::none}}),
                   backlog(kNow, 0, 0, 900, true), false, kNever, SendReason::no_network},
                  {"while power is saved all but immediate events waits", device(saving_power),
                   all_old, false, kNever, SendReason::held_back},
                  {"while power is saved immediate events go", device(saving_power), urgent, true,
                   kNow, SendReason::immediate},
                  {"while power is saved nothing rides along", device(saving_power, kNow), all_old,
                   false, kNever, SendReason::held_back},
                  {"who flushes while power is saved is obeyed", device(saving_power),
                   backlog(kNever, kNow, kNever, 1, true), true, kNow, SendReason::flush},
                  {"while roaming all but immediate events waits", device(roaming), all_old, false,
                   kNever, SendReason::held_back},
                  {"while roaming immediate events go", device(roaming), urgent, true, kNow,
                   SendReason::immediate},
                  {"at 5 % all but immediate events waits", device(empty), all_old, false, kNever,
                   SendReason::held_back},
                  {"at 5 % and charging nothing waits",
                   device({.power = {.battery_percent = 5, .charging = true}}), all_old, true, kNow,
                   SendReason::full_batch},
                  {"at 6 % what waited too long goes", device({.power = {.battery_percent = 6}}),
                   backlog(kNever, kNow - 120'000, kNever), true, kNow, SendReason::deadline},
                  {"at 20 % normal waits four times as long",
                   device({.power = {.battery_percent = 20}}), backlog(kNever, kNow, kNever), false,
                   kNow + 120'000, SendReason::deadline},
                  {"at 21 % it does not", device({.power = {.battery_percent = 21}}),
                   backlog(kNever, kNow, kNever), false, kNow + 30'000, SendReason::deadline},
                  {"without a battery it does not", device({.power = {.battery_percent = -1}}),
                   backlog(kNever, kNow, kNever), false, kNow + 30'000, SendReason::deadline},
                  {"at 0 % all but immediate events waits",
                   device({.power = {.battery_percent = 0}}), all_old, false, kNever,
                   SendReason::held_back},
                  {"where bytes are metered normal waits four times as long",
                   device({.network = {NetworkKind::metered}}), backlog(kNever, kNow, kNever),
                   false, kNow + 120'000, SendReason::deadline},
                  {"where data is saved, too", device({.network = {.saving_data = true}}),
                   backlog(kNever, kNow, kNever), false, kNow + 120'000, SendReason::deadline},
                  {"where bytes are metered a full batch goes",
                   device({.network = {NetworkKind::metered}}), backlog(kNever, kNow, kNever, 500),
                   true, kNow, SendReason::full_batch},
                  {"charging and unmetered, deferred is as normal", device(drain),
                   backlog(kNever, kNever, kNow), false, kNow + 30'000, SendReason::deadline},
                  {"charging where bytes are metered, deferred waits",
                   device({.network = {NetworkKind::metered}, .power = {.charging = true}}),
                   backlog(kNever, kNever, kNow), false, kNow + 900'000, SendReason::deadline},
                  {"charging and unmetered but saving data, deferred waits",
                   device({.network = {NetworkKind::unmetered, true}, .power = {.charging = true}}),
                   backlog(kNever, kNever, kNow), false, kNow + 900'000, SendReason::deadline},
                  {"what the application leaves behind goes at once", device(background),
                   parting(kNever, kNow), true, kNow, SendReason::parting},
                  {"also where it is about to end", device(ending), parting(kNever, kNow), true,
                   kNow, SendReason::parting},
                  {"not while power is saved",
                   device({.power = {.saving = true}, .app = AppState::background}),
                   parting(kNever, kNow), false, kNever, SendReason::held_back},
                  {"but what is immediate",
                   device({.power = {.saving = true}, .app = AppState::background}),
                   parting(kNow, kNow), true, kNow, SendReason::immediate},
                  {"an application that left nothing behind sends nothing", device(background),
                   [&] {
                     Backlog none = backlog(kNever, kNever, kNever, 0);
                     none.parting = true;
                     return none;
                   }(),
                   false, kNever, SendReason::nothing_queued},
                  {"in the background nothing is timed", device(background),
                   backlog(kNever, kNow, kNow), false, kNever, SendReason::in_background},
                  {"in the background immediate events go", device(background),
                   backlog(kNow, kNow, kNow), true, kNow, SendReason::immediate},
                  {"in the background a full batch waits", device(background),
                   backlog(kNever, kNow, kNow, 900), false, kNever, SendReason::in_background},
                  {"in the background what waited 15 min goes when something wakes us",
                   sent_before(kNow - 900'000, background), backlog(kNever, kNow - 900'000, kNever),
                   true, kNow, SendReason::deadline},
                  {"not sooner", sent_before(kNow - 900'000, background),
                   backlog(kNever, kNow - 899'999, kNever), false, kNever,
                   SendReason::in_background},
                  {"nor within 15 min of the last request", sent_before(kNow - 899'999, background),
                   backlog(kNever, kNow - 900'000, kNow - 900'000, 900), false, kNever,
                   SendReason::in_background},
                  {"in the background what waited rides along", device(background, kNow),
                   backlog(kNever, kNow - 1, kNever), true, kNow, SendReason::radio_awake},
                  {"in the background no second time for the same traffic", rode_along(background),
                   backlog(kNever, kNow - 1, kNever), false, kNever, SendReason::in_background},
                  {"in the background no back-off is timed",
                   SendConditions{kNow, kNow + 5, false, 30'000, background, {}, 0},
                   backlog(kNow, kNow, kNow), false, kNever, SendReason::back_off},
                  {"unless somebody waits for it",
                   SendConditions{kNow, kNow + 5, false, 30'000, background, {}, 0},
                   backlog(kNow, kNow, kNow, 1, true), false, kNow + 5, SendReason::back_off},
                  {"when it has left and ends, nothing goes", device(ending, kNow),
                   backlog(0, 0, 0, 900), false, kNever, SendReason::in_background},
                  {"who flushes then is obeyed", device(ending), backlog(0, 0, 0, 1, true), true,
                   kNow, SendReason::flush},
                  {"nothing queued rides along nowhere", device({}, kNow),
                   backlog(kNever, kNever, kNever, 0), false, kNever, SendReason::nothing_queued},
              };
  for (const Row& row : rows) {
    CAPTURE(row.rule);
    const SendDecision decision = decide(row.conditions, row.backlog, Limits());
    CHECK(decision.send == row.send);
    CHECK(decision.at_ms == row.at_ms);
    CHECK(decision.reason == row.reason);
  }
}

TEST_CASE("wire_v1: a reply cut anywhere is not ours", "[delivery]") {
  const std::string body =
      "{\"godwit\":1,\"batch\":\"b\",\"accepted\":1,\"duplicates\":2,\"refused\":[],"
      "\"retry_after_ms\":5}";
  HttpReply reply;
  reply.status = 200;
  reply.body = body;
  const WireReply whole = read_reply_v1(reply, "b");
  CHECK(whole.verdict == Verdict::accepted);
  CHECK(whole.duplicates == 2);
  for (std::size_t size = 0; size < body.size(); ++size) {
    reply.body = std::string_view(body).substr(0, size);
    CHECK(read_reply_v1(reply, "b").verdict == Verdict::failed);
  }
}

TEST_CASE("wire_v1: no directive switches off more names than the bound", "[delivery]") {
  std::string first;
  std::string second;
  for (int i = 0; i < 40; ++i) {
    first += (i == 0 ? "\"a" : ",\"a") + std::to_string(i) + "\"";
    second += (i == 0 ? "\"b" : ",\"b") + std::to_string(i) + "\\u0000c\"";
  }
  const std::string text =
      "{\"off\":[" + first + "],\"off\":[\"d\"," + second + ",\"e\"],\"expires_in_ms\":60000}";
  Directives directives;
  REQUIRE(read_directives(text, 1'000, directives));
  // The last list counts, and a name with a zero byte is none of ours.
  CHECK(directives.switched_off("d"));
  CHECK(directives.switched_off("e"));
  for (const char* name : {"a0", "b0", "c", ""}) CHECK_FALSE(directives.switched_off(name));
}

TEST_CASE("wire_v1: directives are clamped", "[delivery]") {
  const std::string text =
      "{\"flush_interval_ms\":1,\"sampling_permille\":5000,\"off\":[\"a\",7,[\"c\"],\"b\\u0062\"],"
      "\"expires_in_ms\":99999999999}";
  const std::string body = "{\"godwit\":1,\"batch\":\"b\",\"directives\":" + text + "}";
  HttpReply reply;
  reply.status = 200;
  reply.body = body;
  const WireReply read = read_reply_v1(reply, "b");
  REQUIRE(read.directives == text);
  Directives directives;
  REQUIRE(read_directives(read.directives, 1'000, directives));
  CHECK(directives.flush_interval_ms == kDirectiveFlushIntervalMinMs);
  CHECK(directives.sampling_permille == kSamplingAllPermille);
  constexpr std::int64_t kWeekMs = 7 * 86'400'000;
  CHECK(directives.expires_ms == 1'000 + kWeekMs);
  CHECK(directives.switched_off("a"));
  CHECK(directives.switched_off("bb"));
  CHECK_FALSE(directives.switched_off("b"));
  CHECK_FALSE(directives.switched_off("c"));
}

TEST_CASE("wire_v1: refusals come one by one, what is none is passed over", "[delivery]") {
  RefusalReader reader(
      R"([{"section":1,"sequence":7,"code":"bad","pointer":"/p/a","message":"no","x":[{}]},)"
      R"({"code":"no sequence"},7,{"section":"0","sequence":9}])");
  Refusal refusal;
  REQUIRE(reader.next(refusal));
  CHECK(refusal.section == 1);
  CHECK(refusal.sequence == 7);
  CHECK(refusal.code == "bad");
  CHECK(refusal.pointer == "/p/a");
  CHECK(refusal.message == "no");
  REQUIRE(reader.next(refusal));
  CHECK(refusal.section == 0);
  CHECK(refusal.sequence == 9);
  CHECK(refusal.code.empty());
  CHECK_FALSE(reader.next(refusal));
  CHECK_FALSE(RefusalReader("").next(refusal));
  CHECK_FALSE(RefusalReader("{}").next(refusal));
}
