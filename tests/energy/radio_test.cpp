#include <algorithm>
#include <vector>

#include "radio/joules.h"
#include "radio/radio_model.h"
#include "support/catch.h"

using namespace godwit::energy;

namespace {

constexpr std::int64_t kSecondUs = 1'000'000;

// A promotion of 3 J, 2 s of tail at 1 W and 4 s at 0.5 W, 0.1 W of idle.
RadioModel round_radio() {
  RadioModel radio;
  radio.promotion_us = kSecondUs;
  radio.promotion_milliwatts = 3'000;
  radio.tail = {{{2 * kSecondUs, 1'000}, {4 * kSecondUs, 500}}};
  radio.idle_milliwatts = 100;
  radio.up_slope_milliwatts_per_mbps = 400;
  radio.up_base_milliwatts = 1'000;
  radio.uplink_mbps = 2;
  return radio;
}

}  // namespace

TEST_CASE("radio: a gap costs the tail's stages, then a promotion and idle time", "[energy]") {
  const auto [seconds, joules] = GENERATE(table<double, double>({
      {0, 0},
      {1, 1},
      {2, 2},
      {4, 3},
      {6, 4},       // The whole tail, and the radio is still awake.
      {7, 7.1},     // It slept for a second.
      {106, 17.0},  // And for a hundred.
  }));
  CHECK(round_radio().gap_joules(static_cast<std::int64_t>(seconds * 1e6)) == Approx(joules));
}

TEST_CASE("radio: instants cost a promotion, the gaps, and the last tail", "[energy]") {
  const RadioModel radio = round_radio();
  CHECK(joules_of(radio, {}) == 0);
  const std::vector<std::int64_t> one = {5 * kSecondUs};
  CHECK(joules_of(radio, one) == Approx(3 + 4));
  const std::vector<std::int64_t> twice = {5 * kSecondUs, 5 * kSecondUs};
  CHECK(joules_of(radio, twice) == Approx(3 + 4));
  const std::vector<std::int64_t> app = {0, 7 * kSecondUs};
  CHECK(joules_of(radio, app) == Approx(3 + 7.1 + 4));
  // In between, the radio does not fall asleep any more.
  const std::vector<std::int64_t> flushes = {2 * kSecondUs};
  CHECK(joules_of(radio, app, flushes) == Approx(3 + 2 + 3.5 + 4));
}

TEST_CASE("radio: bytes cost the power of an upload for as long as it takes", "[energy]") {
  // 250,000 bytes take 1 s at 2 Mbps and 0.4 * 2 + 1 W.
  CHECK(round_radio().upload_joules(250'000) == Approx(1.8));
  CHECK(round_radio().upload_joules(0) == 0);
}

TEST_CASE("radio: an upload alone on LTE costs 12.6 J, nearly all of it the tail", "[energy]") {
  const RadioModel lte = *find_radio("lte");
  CHECK(lte.ends_joules() == Approx(12.586).margin(0.001));
  CHECK(lte.upload_joules(1'000) < 0.01);
  CHECK(lte.idle_milliwatts == Approx(20.05).margin(0.01));
}

TEST_CASE("radio: every model has a tail, and costs more the longer a gap is", "[energy]") {
  for (const char* name : {"lte", "3g", "wifi", "5g-nsa", "5g-sa"}) {
    CAPTURE(name);
    const RadioModel radio = *find_radio(name);
    CHECK(radio.name == name);
    CHECK(radio.tail_us() > 0);
    double before = 0;
    for (std::int64_t us = 1'000; us < 60 * kSecondUs; us += 49'000) {
      const double joules = radio.gap_joules(us);
      CHECK(joules > before);
      before = joules;
    }
  }
  CHECK_FALSE(find_radio("2g").has_value());
  CHECK(find_radio("5g-sa")->tail_us() == 15 * kSecondUs);
}
