#include "command_line.h"

#include <utility>

#include "base/json_reader.h"

namespace godwit::collector {
namespace {

using command_line::assign;
using command_line::Flags;

// Counts of bytes, hours and milliseconds fit 32 bits.
constexpr std::uint64_t kNumberMax = std::uint64_t{1} << 31;

command_line::Manual manual() {
  command_line::Manual manual;
  manual.program = "godwit-collector";
  manual.summary = "the collector that godwit delivers events to";
  manual.description =
      "Takes batches of events over HTTP and stores each event exactly once, in one directory.\n"
      "SIGTERM and SIGINT commit what was received and end the program. SIGHUP loads the schemas\n"
      "again. If the file cannot be used, the collector logs why and keeps the old schemas.";
  manual.exit_codes = {{"0", "stopped by a signal"},
                       {"1", "could not start"},
                       {"2", "wrong usage, or schemas that cannot be used"}};
  manual.see_also = {"godwit", "godwit-send", "godwit-schema-compile"};
  return manual;
}

bool read_listen(std::string_view value, Options& options) {
  const std::size_t colon = value.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  std::uint64_t port = 0;
  if (!parse_whole(value.substr(colon + 1), port) || port > 65'535) return false;
  std::string_view address = value.substr(0, colon);
  // IPv6 is written in brackets before a port.
  if (address.size() > 2 && address.front() == '[' && address.back() == ']') {
    address = address.substr(1, address.size() - 2);
  }
  options.address = address == "localhost" ? "127.0.0.1" : address;
  options.port = static_cast<std::uint16_t>(port);
  return true;
}

void add_keys(Flags& flags, std::string_view name, std::string_view help,
              std::vector<std::string>& keys) {
  const auto add = [&keys](std::string_view key) {
    keys.emplace_back(key);
    return true;
  };
  flags.add({name, "KEY", help, {}, add}).repeated().not_empty("pass a key");
}

void add_access_flags(Flags& flags, Options& options) {
  const auto listen = [&options](std::string_view value) { return read_listen(value, options); };
  flags.text("data", "DIR", "the directory for events and their index", options.data)
      .required()
      .not_empty("name a directory to keep events in");
  flags.add({"listen", "ADDR:PORT",
             "default: 127.0.0.1:8787; port 0 takes a free one and prints it", "ADDR:PORT",
             listen});
  add_keys(flags, "key", "a write key; can be repeated. Without one, every key is good",
           options.keys);
  add_keys(flags, "disabled-key", "a key that is known and switched off; can be repeated",
           options.disabled_keys);
}

void add_storage_flags(Flags& flags, Options& options) {
  flags.choice<Durability>(
      "durability",
      "a stored event survives a killed process, or a power cut too (default: process_safe)",
      {{"process_safe", Durability::process_safe}, {"power_safe", Durability::power_safe}},
      options.durability);
  flags.whole("dedup-window", "DAYS", "remember streams for so many days (default: 30)", 1,
              kNumberMax,
              [&](std::uint64_t days) { options.dedup_window = std::chrono::hours(24) * days; });
  flags.whole("forget-after", "HOURS", "remember finished streams for so many hours (default: 24)",
              0, kNumberMax, assign(options.forget_after));
  flags.whole("retention", "HOURS", "delete events after this; 0 keeps them (default: 0)", 0,
              kNumberMax, assign(options.retention));
  flags.toggle("truncate-ip", "keep /24 of IPv4 and /48 of IPv6 addresses", options.ip,
               IpPolicy::truncated);
  flags.toggle("no-ip", "keep no addresses", options.ip, IpPolicy::none);
}

void add_schema_flags(Flags& flags, Options& options) {
  flags
      .text("schemas", "PACK", "check events against these schemas; SIGHUP loads the file again",
            options.schemas)
      .not_empty("name a pack");
  flags.choice<SchemaMode>(
      "schema-mode",
      "refuse an event that violates its schema, or store it with a mark (default: enforce)",
      {{"enforce", SchemaMode::enforce}, {"report", SchemaMode::report}}, options.schema_mode);
  flags.choice<UnknownSchema>(
      "unknown-schema", "for an event whose name or version is not in the pack (default: accept)",
      {{"accept", UnknownSchema::accept},
       {"mark", UnknownSchema::mark},
       {"refuse", UnknownSchema::refuse}},
      options.unknown_schema);
}

void add_operator_flags(Flags& flags, CommandLine& line) {
  flags
      .text("inspect-token", "TOKEN", "require this token on the operator's endpoints",
            line.options.inspect_token)
      .not_empty("pass a token");
  flags.choice<LogLevel>("log", "the lowest level that is logged (default: warning)",
                         {{"debug", LogLevel::debug},
                          {"info", LogLevel::info},
                          {"warning", LogLevel::warning},
                          {"error", LogLevel::error}},
                         line.log_level);
}

// The largest size, longest time or highest number that the collector takes.
void add_limit_flags(Flags& flags, Limits& limits) {
  const auto bound = [&flags](std::string_view name, std::string_view value, std::string_view help,
                              auto& target) {
    flags.whole(name, value, help, 1, kNumberMax, assign(target));
  };
  bound("body-bytes-max", "N", "the largest body, as sent (default: 4194304)",
        limits.body_bytes_max);
  bound("decompressed-bytes-max", "N", "the largest body, decompressed (default: 16777216)",
        limits.decompressed_bytes_max);
  bound("header-bytes-max", "N", "the largest head of a request (default: 16384)",
        limits.header_bytes_max);
  bound("header-time-ms", "MS", "the longest wait for a head (default: 10000)", limits.header_time);
  bound("body-time-ms", "MS", "the longest wait for a body (default: 30000)", limits.body_time);
  bound("idle-time-ms", "MS", "the longest wait for the next request (default: 600000)",
        limits.idle_time);
  bound("connections-max", "N", "the most connections at a time (default: 1024)",
        limits.connections_max);
  bound("new-streams-per-minute-max", "N",
        "the most new streams of a key, and of an address (default: 6000)",
        limits.new_streams_per_minute_max);
}

// An operator who asks for a check and names no schemas would believe that events are checked.
bool checks_nothing(const Options& options) {
  return options.schemas.empty() && (options.schema_mode != SchemaMode::enforce ||
                                     options.unknown_schema != UnknownSchema::accept);
}

}  // namespace

command_line::Answer read_command_line(std::span<char* const> arguments, CommandLine& line) {
  Flags flags(manual());
  add_access_flags(flags, line.options);
  add_storage_flags(flags, line.options);
  add_schema_flags(flags, line.options);
  add_operator_flags(flags, line);
  add_limit_flags(flags, line.options.limits);
  command_line::Answer answer = flags.read(arguments);
  if (answer.next == command_line::Next::run && checks_nothing(line.options)) {
    answer = {command_line::Next::refuse, "--schema-mode and --unknown-schema need --schemas PACK"};
  }
  return answer;
}

}  // namespace godwit::collector
