// Whether a simulated process lives, and the port call at which it dies.
//
// A process dies in the middle of the core's code. Its stack cannot be unwound from there, so it
// runs on to the end of its task as a ghost: ports do nothing for it any more, and what it writes
// to the staging region is taken back (Device::bury()).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <utility>

namespace godwit::sim {

enum class PortKind : std::uint8_t { clock, entropy, scheduler, store, transport, log };
inline constexpr std::size_t kPortKindCount = 6;

class Life {
 public:
  // `on_death` runs at the instant of death, inside the port call.
  explicit Life(std::function<void()> on_death) : on_death_(std::move(on_death)) {}

  // Dies at the `calls`-th call of this port from now.
  void set_fuse(PortKind kind, std::uint64_t calls) {
    fuse_kind_ = kind;
    fuse_ = calls;
  }
  // Runs at the beginning of each call of a port, while the process lives.
  void set_watch(std::function<void()> watch) { watch_ = std::move(watch); }
  // A port is called. Returns false where there is nobody any more to do anything for.
  bool call(PortKind kind) {
    if (dead_) return false;
    if (watch_) watch_();
    ++calls_[static_cast<std::size_t>(kind)];
    if (kind == fuse_kind_ && fuse_ != 0 && --fuse_ == 0) die();
    return !dead_;
  }
  void die() {
    if (dead_) return;
    dead_ = true;
    on_death_();
  }
  [[nodiscard]] bool dead() const { return dead_; }
  [[nodiscard]] std::uint64_t calls(PortKind kind) const {
    return calls_[static_cast<std::size_t>(kind)];
  }

 private:
  std::function<void()> on_death_;
  std::function<void()> watch_;
  std::array<std::uint64_t, kPortKindCount> calls_{};
  PortKind fuse_kind_ = PortKind::clock;
  std::uint64_t fuse_ = 0;
  bool dead_ = false;
};

}  // namespace godwit::sim
