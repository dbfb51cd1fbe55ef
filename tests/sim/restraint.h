// The events that a device may send while it is short of power, roams, or is in the background, as
// docs/energy.md promises it.
#pragma once

#include <cstdint>

#include "godwit/device.h"
#include "sim/politeness.h"

namespace godwit::sim {

class Restraint {
 public:
  // A process starts; it knows of nothing yet.
  void begin() { *this = Restraint(); }
  void on_device(const DeviceConditions& conditions);
  void on_flush() { ++flushes_; }
  void on_flushed(std::int64_t now_ms) {
    --flushes_;
    flushed_ms_ = now_ms;
  }
  void on_network_used() { used_ = true; }
  // The last request, of so many events, was answered so.
  void on_answer(Outcome outcome, std::uint32_t events);
  // A request goes out; `urgent`: with an immediate event, `others`: with one that is not. Returns
  // what is wrong with that, or nothing.
  [[nodiscard]] const char* on_send(std::int64_t now_ms, bool urgent, bool others);

 private:
  [[nodiscard]] bool short_of_power_or_abroad() const;

  static constexpr std::int64_t kNotYet = -1'000'000'000;

  DeviceConditions conditions_;
  bool used_ = false;  // The network, by the application, since the last request.
  // For a batch that is halved to find an event that the collector cannot read: halves are sent
  // without urgent events, and again after a failed attempt.
  std::uint32_t halved_events_ = 0;
  std::uint32_t flushes_ = 0;  // That somebody waits for.
  std::int64_t flushed_ms_ = kNotYet;
  std::uint32_t requests_ = 0;  // Since the application left the foreground.
  std::int64_t sent_ms_ = kNotYet;
};

}  // namespace godwit::sim
