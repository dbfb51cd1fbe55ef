// The operator's choices when a collector starts.
//
// A value type; it reads nothing from the environment.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "collector/limits.h"
#include "godwit/ports/log_sink.h"
#include "godwit/schema.h"

namespace godwit::collector {

// The failures that an event survives once the collector has answered it with 2xx.
enum class Durability : std::uint8_t {
  process_safe,  // The death of the process. A power cut may cost the last seconds.
  power_safe,    // A power cut too: every commit waits for the disk.
};

enum class IpPolicy : std::uint8_t {
  full,
  truncated,  // /24 of IPv4, /48 of IPv6.
  none,
};

struct Options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8787;   // 0: any free port; see Collector::port().
  std::filesystem::path data;  // Made if missing. One collector at a time.

  std::vector<std::string> keys;  // Empty: every key is good, and none is needed.
  std::vector<std::string> disabled_keys;
  std::string inspect_token;  // Empty: no token is needed.

  // The file that `godwit schema compile` wrote. Empty: events are not checked against schemas.
  std::filesystem::path schemas;
  // The action for an event that violates its schema; `report` stores it with a mark.
  SchemaMode schema_mode = SchemaMode::enforce;
  // The action for an event whose name or version is not in the pack.
  UnknownSchema unknown_schema = UnknownSchema::accept;

  Durability durability = Durability::process_safe;
  std::chrono::hours dedup_window{30 * 24};
  std::chrono::hours forget_after{24};
  std::chrono::hours retention{0};  // 0: events are kept.
  IpPolicy ip = IpPolicy::full;

  Limits limits;

  // Milliseconds since 1970; empty: the system's clock. Threads: called on the collector's.
  std::function<std::int64_t()> now_ms;
  // Lifetime: must outlive the collector. Threads: called on the collector's thread, and on the
  // thread that calls start() or load_schemas().
  LogSink* log = nullptr;
};

}  // namespace godwit::collector
