#include "queue/timeline.h"

#include <cstring>

namespace godwit {
namespace {

struct StoredTimeline {
  std::int64_t now_ms = 0;
  std::int64_t monotonic_ms = 0;
  std::int64_t wall_ms = 0;
  Id boot;
};

// 285,000 years, which no clock ever shows. None of the three values is negative either.
constexpr unsigned kTimeBits = 53;

}  // namespace

void Timeline::start(const Clock& clock, std::string_view stored,
                     std::chrono::milliseconds reboot_age_max) {
  clock_ = &clock;
  offset_ms_ = -clock.monotonic().ms;
  StoredTimeline last;
  if (stored.size() != sizeof last) return;
  std::memcpy(&last, stored.data(), sizeof last);
  const auto times = static_cast<std::uint64_t>(last.now_ms | last.monotonic_ms | last.wall_ms);
  if (times >> kTimeBits != 0) return;
  const bool same_boot = last.boot == clock.boot_id();
  std::int64_t passed =
      same_boot ? clock.monotonic().ms - last.monotonic_ms : clock.wall().ms - last.wall_ms;
  if (passed < 0) passed = 0;
  if (!same_boot && passed > reboot_age_max.count()) passed = reboot_age_max.count();
  offset_ms_ += last.now_ms + passed;
}

void Timeline::encode(Bytes& out) const {
  const StoredTimeline stored{now_ms(), clock_->monotonic().ms, clock_->wall().ms,
                              clock_->boot_id()};
  out.append(&stored, sizeof stored);
}

}  // namespace godwit
