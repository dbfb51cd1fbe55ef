// The LogSink port: sentences for the developer of the application.
//
// Threads: log() may be called from any thread; no lock of Godwit's is held.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>
#include <string_view>

namespace godwit {

enum class LogLevel : std::uint8_t {
  // <interface: log_level>
  debug = 0,
  info = 1,
  warning = 2,
  error = 3,
  // </interface>
};

class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void log(LogLevel level, std::string_view message) = 0;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
