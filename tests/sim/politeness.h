// Checks the pauses between a device's requests, as docs/protocol.md promises them.
#pragma once

#include <cstdint>
#include <string>

namespace godwit::sim {

// The conclusion that a client must draw from an answer.
enum class Outcome : std::uint8_t {
  accepted,
  malformed,
  too_large,
  foreign_413,
  key_refused,
  gone,
  failed,
};

class Politeness {
 public:
  // A request goes out. Returns what is wrong with that, or nothing.
  [[nodiscard]] const char* on_send(std::int64_t now_ms) const;
  // The client was told this of a batch of so many events. Smaller batches may follow at once, but
  // not after 2·log2(n) + 2 such answers without a success.
  void on_answer(Outcome outcome, std::int64_t now_ms, std::int64_t retry_after_ms,
                 std::uint32_t events);
  void on_key();
  // The device may have forgotten what it learnt: the process died before storing it.
  void forget() { *this = Politeness(); }
  // The process is dead that knew how often it has halved a batch.
  void forget_halvings() { halvings_ = 0; }
  // The stored state is lost; the process lives, and knows how often it has halved a batch.
  void forget_stored() {
    const Politeness known = *this;
    forget();
    halvings_ = known.halvings_;
    halvings_max_ = known.halvings_max_;
  }
  [[nodiscard]] std::int64_t last_answer_ms() const { return last_answer_ms_; }

 private:
  std::int64_t not_before_ms_ = 0;
  std::int64_t last_answer_ms_ = 0;
  std::uint32_t failures_ = 0;
  std::uint32_t halvings_ = 0;
  std::uint32_t halvings_max_ = 0;
  bool key_refused_ = false;
  bool gone_ = false;
};

}  // namespace godwit::sim
