// The troubles of a device, and the losses of its disk.
#include "sim/device.h"
#include "sim/durations.h"

namespace godwit::sim {

void Device::maybe_disturb() {
  if (happens(Fault::clock_jump)) clock_.jump(random_.pick({-365, -1, 1, 365}) * kDay);
  if (happens(Fault::suspend)) {
    if (around_.loop.now_ms() >= suspended_until_ms_) suspended_from_ms_ = around_.loop.now_ms();
    suspended_until_ms_ = around_.loop.now_ms() + random_.between(1'000, 30 * kMinute);
    woken_ms_ = std::max(woken_ms_, suspended_until_ms_);
  }
  if (around_.plan.on(Fault::restored_copy) && random_.permille(100)) disk_.back_up();
  if (around_.plan.on(Fault::power_cut) && random_.permille(300)) disk_.sync_staging();
  if (random_.permille(300) && happens(Fault::kill_between_tasks)) kill();
  if (random_.permille(100) && happens(Fault::reboot)) reboot();
  if (random_.permille(100) && happens(Fault::power_cut)) {
    kill();
    power_cut();
  }
  if (random_.permille(100) && happens(Fault::restored_copy)) restore_copy();
  if (process_ != nullptr) return;
  if (happens(Fault::segment_damaged) && disk_.damage_segment(random_)) survey(false);
  if (happens(Fault::staging_damaged)) {
    disk_.damage_staging(random_);
    survey(false);
  }
}

void Device::power_cut() {
  if (process_ != nullptr) return;
  disk_.cut_power(random_);
  clock_.reboot();
  survey(true);
}

void Device::reboot() {
  kill();
  clock_.reboot();
  if (random_.permille(300)) clock_.jump(random_.pick({-400, -1, 1, 400}) * kDay);
  politeness_.forget();
}

void Device::restore_copy() {
  kill();
  disk_.restore();
  around_.truth.lose_store(number_);
  around_.truth.leave_purge_open(number_);  // An older copy may hold purged events.
  survey(false);
}

void Device::survey(bool power_cut) {
  disk_was_lost_ = order_lost_ = true;
  politeness_.forget();
  around_.truth.survey(number_, disk_.held(), power_cut);
}

}  // namespace godwit::sim
