// What the operator chooses when a collector starts.
//
// A value type; nothing is read from the environment.
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

// What a 2xx survives.
enum class Durability : std::uint8_t {
  process,  // The death of the process. A power cut may cost the last seconds.
  power,    // A power cut too: every commit waits for the disk.
};

enum class IpPolicy : std::uint8_t {
  full,
  truncated,  // /24 of IPv4, /48 of IPv6.
  none,
};

struct Options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8787;   // 0: any free one; Collector::port() tells.
  std::filesystem::path data;  // Made if missing. One collector at a time.

  std::vector<std::string> keys;  // None: every key is good, and none is needed.
  std::vector<std::string> disabled_keys;
  std::string inspect_token;  // Empty: none is needed.

  // What `godwit schema compile` wrote. Empty: events are not held against schemas.
  std::filesystem::path schemas;
  // What becomes of an event that is not as its schema asks; `report` stores it with a mark.
  SchemaMode schema_mode = SchemaMode::enforce;
  // What becomes of an event whose name, or version, the pack does not know.
  UnknownSchema unknown_schemas = UnknownSchema::accept;

  Durability durability = Durability::process;
  std::chrono::hours dedup_window{30 * 24};
  std::chrono::hours forget_after{24};
  std::chrono::hours retention{0};  // 0: events are kept.
  IpPolicy ip = IpPolicy::full;

  Limits limits;

  // Milliseconds since 1970; the system's clock where empty. Threads: called on the collector's.
  std::function<std::int64_t()> now_ms;
  // Lifetime: must outlive the collector. Threads: called on the collector's, and on that of
  // whoever calls start() or load_schemas().
  LogSink* log = nullptr;
};

}  // namespace godwit::collector
