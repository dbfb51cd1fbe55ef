// The session: a stretch of use without a longer pause than `session_idle_max`.
//
// Threads: guarded by its owner (the Recorder's lock).
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "godwit/id.h"
#include "godwit/ports/entropy.h"

namespace godwit {

class Session {
 public:
  // Goes on from what note() once wrote; empty or damaged bytes mean that there was none.
  void restore(std::string_view stored);
  // Writes it for restore(). Returns false where that is not worth it: it is still the session that
  // was noted last, and was active less than `interval_ms` later.
  bool note(std::int64_t interval_ms, Bytes& out);
  // Forgets that there ever was one.
  void reset() { *this = Session(); }

  // Notes activity at this time of the device's timeline. Returns true where a new session began.
  bool touch(std::int64_t now_ms, std::int64_t idle_max_ms, Entropy& entropy);

  [[nodiscard]] const Id& id() const { return now_.id; }
  // Counts the installation's sessions, from 1.
  [[nodiscard]] std::uint64_t number() const { return now_.number; }

 private:
  struct State {
    Id id;
    std::uint64_t number = 0;
    std::int64_t active_ms = 0;
  };

  State now_;
  State noted_;
};

}  // namespace godwit
