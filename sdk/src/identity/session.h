// The session: a stretch of use without a pause longer than `session_idle_max`.
//
// Threads: the Recorder's lock guards it.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "godwit/id.h"
#include "godwit/ports/entropy.h"

namespace godwit {

class Session {
 public:
  // Continues the session that note() wrote. Empty or damaged bytes mean that there was none.
  void restore(std::string_view stored);
  // Writes the session for restore(). Returns false if a write is not worth it: the session was
  // written before, and its last activity is less than `interval_ms` later.
  bool note(std::int64_t interval_ms, Bytes& out);
  // Forgets every session.
  void reset() { *this = Session(); }

  // Records activity at this time on the timeline. Returns true if a new session began.
  bool touch(std::int64_t now_ms, std::int64_t idle_max_ms, Entropy& entropy);

  [[nodiscard]] const Id& id() const { return now_.id; }
  // The number of the session in its installation, from 1.
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
