#include "sim/restraint.h"

#include <utility>

namespace godwit::sim {
namespace {

constexpr std::int64_t kBackgroundIntervalMs = 15 * 60'000;

}  // namespace

void Restraint::on_device(const DeviceConditions& conditions) {
  if (conditions.app != conditions_.app) requests_ = 0;
  conditions_ = conditions;
}

bool Restraint::short_of_power_or_abroad() const {
  const PowerState& power = conditions_.power;
  const bool empty = !power.charging && power.battery_percent >= 0 && power.battery_percent <= 5;
  return power.saving || empty || conditions_.network.kind == NetworkKind::roaming;
}

const char* Restraint::on_send(std::int64_t now_ms, bool urgent, bool others) {
  const std::int64_t since_ms = now_ms - std::exchange(sent_ms_, now_ms);
  const bool used = std::exchange(used_, false);
  // Without events it says that those it was for are lost: damage shows only when they are read.
  if (flushes_ != 0 || (!urgent && !others)) return nullptr;
  if (short_of_power_or_abroad() && others) {
    return "only immediate events are sent where power is short, or abroad";
  }
  if (conditions_.app == AppState::foreground || halved_) return nullptr;
  ++requests_;
  if (conditions_.app == AppState::terminating) {
    return requests_ > 1 ? "an application that ends makes one more request" : nullptr;
  }
  return urgent || requests_ == 1 || since_ms >= kBackgroundIntervalMs || used
             ? nullptr
             : "an application in the background makes one request, and then rests";
}

}  // namespace godwit::sim
