// The energy of a radio: a promotion when it wakes, a tail in which it stays awake after the last
// byte, and an idle power between. docs/energy.md gives the source of each figure, and how sure
// it is.
//
// Units: microseconds of the trace's own time, milliwatts, joules.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace godwit::energy {

struct TailStage {
  std::int64_t us = 0;
  double milliwatts = 0;
};

struct RadioModel {
  std::string_view name;
  std::int64_t promotion_us = 0;
  double promotion_milliwatts = 0;
  std::array<TailStage, 2> tail;  // One after the other; a stage of 0 µs is not there.
  double idle_milliwatts = 0;     // On average, the paging wake-ups included.
  // Power while bytes go up is up_slope * uplink + up_base (Huang et al.).
  double up_slope_milliwatts_per_mbps = 0;
  double up_base_milliwatts = 0;
  double uplink_mbps = 0;

  [[nodiscard]] double promotion_joules() const;
  [[nodiscard]] std::int64_t tail_us() const { return tail[0].us + tail[1].us; }
  // From one instant of traffic to the next, `gap_us` later: the tail between them and, if it ends
  // before, the idle time and the next promotion.
  [[nodiscard]] double gap_joules(std::int64_t gap_us) const;
  // A stretch of traffic alone: its first promotion, its last tail.
  [[nodiscard]] double ends_joules() const;
  [[nodiscard]] double upload_joules(std::uint64_t bytes) const;
};

// The models, as `--radio` names them.
[[nodiscard]] std::optional<RadioModel> find_radio(std::string_view name);

}  // namespace godwit::energy
