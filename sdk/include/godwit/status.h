// The result of a call: a code that tells the caller the next step, and a sentence.
//
// A Status never allocates: its sentence is kept inside and cut at kStatusMessageBytesMax.
// Threads: a value type; share it as you would share an int.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "godwit/export.h"

namespace godwit {

// The numbers are part of the C ABI (godwit.h) and never change.
enum class StatusCode : std::uint8_t {
  // <interface: status_code>
  ok = 0,
  // Fix the call; the sentence says what is wrong with it.
  invalid_argument = 1,
  // A limit was passed; the sentence names it. Send less.
  too_large = 2,
  // The event was not taken. Try again later, or let it go.
  queue_full = 3,
  // Not taken, as asked: by the hook, by sampling, or switched off.
  withheld = 4,
  // Not taken: consent is denied, or the collector answered 410.
  switched_off = 5,
  // The tracker is closed, or belongs to the parent of this process.
  closed = 6,
  // Another process has this data directory; use one directory each.
  in_use = 7,
  // Running in memory: events do not survive this process.
  storage_unavailable = 8,
  // Damaged data was set aside and counted; the tracker started empty.
  storage_corrupt = 9,
  // The deadline passed; the sentence says what became of the rest.
  timed_out = 10,
  // This build or platform cannot do it.
  unsupported = 11,
  // A bug in Godwit; the sentence helps to report it.
  internal = 12,
  // Nothing can be sent now; the sentence says why, and until when.
  waiting = 13,
  // </interface>
};

inline constexpr std::size_t kStatusMessageBytesMax = 239;

class Status {
 public:
  Status() { message_[0] = '\0'; }
  GODWIT_API Status(StatusCode code, std::string_view message);
  Status(const Status& other) { *this = other; }
  Status& operator=(const Status& other) {
    if (this == &other) return *this;
    code_ = other.code_;
    length_ = other.length_;
    std::memmove(message_, other.message_, length_ + 1u);
    return *this;
  }

  [[nodiscard]] bool ok() const { return code_ == StatusCode::ok; }
  [[nodiscard]] StatusCode code() const { return code_; }
  [[nodiscard]] std::string_view message() const { return {message_, length_}; }
  [[nodiscard]] const char* c_str() const { return message_; }

  // Adds to the sentence, as far as it fits. Returns itself, so that parts can be chained.
  GODWIT_API Status& append(std::string_view text);

 private:
  StatusCode code_ = StatusCode::ok;
  std::uint8_t length_ = 0;
  char message_[kStatusMessageBytesMax + 1];
};

// The code's name, as it is written in JSON and in logs.
[[nodiscard]] GODWIT_API std::string_view to_string(StatusCode code);

// A value, or the Status that says why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Status status) : status_(status) {}

  [[nodiscard]] bool ok() const { return status_.ok(); }
  [[nodiscard]] const Status& status() const { return status_; }
  // Only where ok().
  [[nodiscard]] T& value() { return value_; }
  [[nodiscard]] const T& value() const { return value_; }

 private:
  T value_{};
  Status status_;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
