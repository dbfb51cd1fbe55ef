#include "sim/restraint.h"

#include <algorithm>
#include <utility>

#include "sim/durations.h"

namespace godwit::sim {
namespace {

constexpr std::int64_t kBackgroundIntervalMs = 15 * kMinute;
// As long as a slow store takes.
constexpr std::int64_t kReadingMs = 20 * kSecond;

}  // namespace

void Restraint::on_device(const DeviceConditions& conditions) {
  if (conditions.app != conditions_.app) requests_ = 0;
  conditions_ = conditions;
}

void Restraint::on_answer(Outcome outcome, std::uint32_t events) {
  switch (outcome) {
    case Outcome::malformed:
    case Outcome::too_large:
    case Outcome::foreign_413:
      halved_events_ = std::max(halved_events_, events);
      break;
    case Outcome::accepted:
      halved_events_ -= std::min(halved_events_, events);
      break;
    default:
      break;
  }
}

bool Restraint::short_of_power_or_abroad() const {
  const PowerState& power = conditions_.power;
  const bool empty = !power.charging && power.battery_percent >= 0 && power.battery_percent <= 5;
  return power.saving || empty || conditions_.network.kind == NetworkKind::roaming;
}

const char* Restraint::on_send(std::int64_t now_ms, bool urgent, bool others) {
  const std::int64_t since_ms = now_ms - std::exchange(sent_ms_, now_ms);
  const bool used = std::exchange(used_, false);
  // A request that was begun for a flush goes, though the flush is over before its events are read.
  if (flushes_ != 0 || now_ms - flushed_ms_ <= kReadingMs) return nullptr;
  // Without events it says that those it was for are lost: damage shows only when they are read.
  if (!urgent && !others) return nullptr;
  if (short_of_power_or_abroad() && others) {
    return "only immediate events are sent where power is short, or abroad";
  }
  if (conditions_.app == AppState::foreground || halved_events_ != 0) return nullptr;
  ++requests_;
  if (conditions_.app == AppState::terminating) {
    return requests_ > 1 ? "an application that ends makes one more request" : nullptr;
  }
  return urgent || requests_ == 1 || since_ms >= kBackgroundIntervalMs || used
             ? nullptr
             : "an application in the background makes one request, and then rests";
}

}  // namespace godwit::sim
