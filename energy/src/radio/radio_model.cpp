#include "radio/radio_model.h"

#include <algorithm>

namespace godwit::energy {
namespace {

constexpr double kJoulesOfMilliwattMicrosecond = 1e-9;

// Huang et al., MobiSys 2012; 5G: times from the artifact of Narayanan et al., SIGCOMM 2021, powers
// of LTE. The power in INACTIVE is our assumption: half of CONNECTED's.
constexpr double kLteTailMilliwatts = 1060.0;

constexpr RadioModel lte_with_tail(std::string_view name, TailStage connected, TailStage inactive) {
  return {name,   260'100, 1210.7, {connected, inactive}, 594.3 * 43.2 / 1280.2,
          438.39, 1288.04, 5.64};
}

constexpr std::array kRadios = {
    lte_with_tail("lte", {11'576'000, kLteTailMilliwatts}, {}),
    RadioModel{"3g",
               582'100,
               659.4,
               {{{8'088'000, 803.9}, {824'000, 601.3}}},
               374.2 * 55.4 / 5112,
               868.98,
               817.88,
               1},
    RadioModel{
        "wifi", 79'100, 124.4, {{{238'100, 119.3}, {}}}, 77.2 * 7.6 / 308, 283.17, 132.86, 1},
    lte_with_tail("5g-nsa", {10'200'000, kLteTailMilliwatts}, {}),
    lte_with_tail("5g-sa", {10'200'000, kLteTailMilliwatts}, {4'800'000, kLteTailMilliwatts / 2}),
};

}  // namespace

double RadioModel::promotion_joules() const {
  return static_cast<double>(promotion_us) * promotion_milliwatts * kJoulesOfMilliwattMicrosecond;
}

double RadioModel::gap_joules(std::int64_t gap_us) const {
  double joules = 0;
  for (const TailStage& stage : tail) {
    const std::int64_t us = std::min(gap_us, stage.us);
    joules += static_cast<double>(us) * stage.milliwatts * kJoulesOfMilliwattMicrosecond;
    gap_us -= us;
  }
  if (gap_us == 0) return joules;
  return joules + promotion_joules() +
         static_cast<double>(gap_us) * idle_milliwatts * kJoulesOfMilliwattMicrosecond;
}

double RadioModel::ends_joules() const {
  return promotion_joules() + gap_joules(tail_us());
}

double RadioModel::upload_joules(std::uint64_t bytes) const {
  const double seconds = static_cast<double>(bytes) * 8e-6 / uplink_mbps;
  return seconds * (up_slope_milliwatts_per_mbps * uplink_mbps + up_base_milliwatts) * 1e-3;
}

std::optional<RadioModel> find_radio(std::string_view name) {
  const auto found = std::find_if(kRadios.begin(), kRadios.end(),
                                  [&](const RadioModel& radio) { return radio.name == name; });
  return found == kRadios.end() ? std::nullopt : std::optional(*found);
}

}  // namespace godwit::energy
