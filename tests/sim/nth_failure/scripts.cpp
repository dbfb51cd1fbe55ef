#include "sim/nth_failure/scripts.h"

#include "sim/durations.h"

namespace godwit::sim {
namespace {

std::function<void(Device&)> track(std::uint32_t count) {
  return [count](Device& device) { device.track(count); };
}

std::function<void(Device&)> use_key(std::string_view key) {
  return [key](Device& device) { device.set_key(key); };
}

void flush(Device& device) {
  device.flush();
}
void kill(Device& device) {
  device.kill();
}
void reset(Device& device) {
  device.reset();
}
void grant(Device& device) {
  device.change_consent(Consent::granted);
}
void deny(Device& device) {
  device.change_consent(Consent::denied);
}

}  // namespace

const std::vector<Script>& scripts() {
  static const std::vector<Script> all = {
      {"deliver", {}, {{track(3), 3 * kSecond}, {track(40), 40 * kSecond}, {flush, kMinute}}},
      {"power safe",
       [](DeviceProfile& profile) { profile.durability = Durability::power_safe; },
       {{track(12), 3 * kSecond}, {flush, kMinute}}},
      {"killed with a backlog",
       {},
       {{use_key("KEY-REFUSED"), 0},
        {track(30), 40 * kSecond},
        {track(5), 0},
        {kill, 10 * kSecond},
        {use_key("KEY-GOOD"), 0},
        {track(5), 0},
        {flush, kMinute}}},
      {"another user",
       {},
       {{track(8), 0},
        {[](Device& device) { device.set_user(); }, 0},
        {track(8), 2 * kSecond},
        {flush, kMinute}}},
      {"reset",
       {},
       {{track(20), 2 * kSecond},
        {reset, 3 * kSecond},
        {track(20), 2 * kSecond},
        {flush, kMinute}}},
      {"consent asked for",
       [](DeviceProfile& profile) { profile.consent = Consent::pending; },
       {{track(10), 2 * kSecond}, {grant, 3 * kSecond}, {track(10), 0}, {flush, kMinute}}},
      {"consent withdrawn and given",
       {},
       {{track(10), 2 * kSecond},
        {deny, 3 * kSecond},
        {grant, 3 * kSecond},
        {track(10), 0},
        {flush, kMinute}}},
      {"reset before consent",
       [](DeviceProfile& profile) { profile.consent = Consent::pending; },
       {{track(5), kSecond}, {reset, 0}, {track(5), 0}, {grant, 3 * kSecond}, {flush, kMinute}}},
      {"withdrawn in the middle of a reset",
       {},
       {{track(10), 2 * kSecond},
        {reset, 0},
        {deny, 3 * kSecond},
        {grant, kSecond},
        {track(10), 0},
        {flush, kMinute}}},
      {"withdrawn before it was taken up",
       [](DeviceProfile& profile) { profile.consent = Consent::pending; },
       {{track(10), 2 * kSecond},
        {grant, 0},
        {deny, 3 * kSecond},
        {grant, kSecond},
        {track(10), 0},
        {flush, kMinute}}},
      {"more than the queue holds",
       [](DeviceProfile& profile) { profile.limits.queue_bytes_max = 3'000; },
       {{use_key("KEY-REFUSED"), 0},
        {track(60), 5 * kSecond},
        {track(60), 5 * kSecond},
        {use_key("KEY-GOOD"), kMinute},
        {flush, kMinute}}},
      {"a poisonous event",
       {},
       {{track(12), 0},
        {[](Device& device) { device.track_poison(); }, 0},
        {track(12), 0},
        {flush, 10 * kMinute}}},
      {"closed and opened",
       {},
       {{track(10), 0},
        {[](Device& device) { device.close(); }, 2 * kSecond},
        {kill, 6 * kSecond},
        {track(10), 0},
        {flush, kMinute}}},
  };
  return all;
}

}  // namespace godwit::sim
