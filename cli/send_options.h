// The options of `godwit send`.
#pragma once

#include <chrono>
#include <optional>
#include <span>

#include "godwit/config.h"

namespace godwit::cli {

struct SendOptions {
  Config config;
  int accepted_descriptor = -1;  // Sequence numbers are written to it; -1: to none.
  double events_per_second = 0;  // 0: as fast as they come.
  bool flush = true;
  std::chrono::milliseconds flush_timeout = std::chrono::seconds(30);
  bool verbose = false;
};

// Returns the exit code if the program ends here.
[[nodiscard]] std::optional<int> read_send_options(std::span<char* const> arguments,
                                                   SendOptions& options);

}  // namespace godwit::cli
