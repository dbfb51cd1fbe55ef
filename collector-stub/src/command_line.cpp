#include "command_line.h"

#include <functional>
#include <utility>

#include "base/json_reader.h"

namespace godwit::collector {
namespace {

using Take = std::function<bool(const std::string& value, CommandLine& line)>;

struct Flag {
  const char* name;
  const char* expects;  // Nothing where the flag stands alone.
  Take take;
};

bool take_listen(const std::string& value, CommandLine& line) {
  const std::size_t colon = value.rfind(':');
  if (colon == std::string::npos || colon == 0) return false;
  std::uint64_t port = 0;
  if (!parse_whole(std::string_view(value).substr(colon + 1), port) || port > 65'535) return false;
  std::string address = value.substr(0, colon);
  // IPv6 is written in brackets before a port.
  if (address.size() > 2 && address.front() == '[' && address.back() == ']') {
    address = address.substr(1, address.size() - 2);
  }
  line.options.address = address == "localhost" ? "127.0.0.1" : address;
  line.options.port = static_cast<std::uint16_t>(port);
  return true;
}

bool take_durability(const std::string& value, CommandLine& line) {
  line.options.durability = value == "power" ? Durability::power : Durability::process;
  return value == "power" || value == "process";
}

bool take_log(const std::string& value, CommandLine& line) {
  constexpr const char* kLevels[] = {"debug", "info", "warning", "error"};
  for (std::uint8_t level = 0; level < 4; ++level) {
    if (value != kLevels[level]) continue;
    line.log_level = static_cast<LogLevel>(level);
    return true;
  }
  return false;
}

// A row for each word, as `words` lists them.
template <typename Enum>
Take chosen(Enum Options::*field, std::vector<std::pair<const char*, Enum>> words) {
  return [field, words = std::move(words)](const std::string& value, CommandLine& line) {
    for (const auto& [word, meaning] : words) {
      if (value != word) continue;
      line.options.*field = meaning;
      return true;
    }
    return false;
  };
}

// A whole number from `min` up to what a 32-bit count of hours or milliseconds holds.
bool read_number(const std::string& value, std::uint64_t min, std::uint64_t& number) {
  return parse_whole(value, number) && number >= min && number <= 1u << 31;
}

template <typename Field>
Take sized(Field Limits::*field) {
  return [field](const std::string& value, CommandLine& line) {
    std::uint64_t number = 0;
    if (!read_number(value, 1, number)) return false;
    line.options.limits.*field = static_cast<Field>(number);
    return true;
  };
}

Take timed(std::chrono::milliseconds Limits::*field) {
  return [field](const std::string& value, CommandLine& line) {
    std::uint64_t number = 0;
    if (!read_number(value, 1, number)) return false;
    line.options.limits.*field = std::chrono::milliseconds(static_cast<std::int64_t>(number));
    return true;
  };
}

Take hours(std::chrono::hours Options::*field, std::uint64_t min, std::int64_t unit) {
  return [field, min, unit](const std::string& value, CommandLine& line) {
    std::uint64_t number = 0;
    if (!read_number(value, min, number)) return false;
    line.options.*field = std::chrono::hours(static_cast<std::int64_t>(number) * unit);
    return true;
  };
}

// Any text but an empty one.
template <typename Field>
Take text(Field Options::*field) {
  return [field](const std::string& value, CommandLine& line) {
    line.options.*field = value;
    return !value.empty();
  };
}

Take one_more(std::vector<std::string> Options::*field) {
  return [field](const std::string& value, CommandLine& line) {
    (line.options.*field).push_back(value);
    return !value.empty();
  };
}

Take sets(IpPolicy policy) {
  return [policy](const std::string&, CommandLine& line) {
    line.options.ip = policy;
    return true;
  };
}

const std::vector<Flag>& flags() {
  static const std::vector<Flag> all = {
      {"--listen", "ADDR:PORT", take_listen},
      {"--data", "a directory", text(&Options::data)},
      {"--key", "a key", one_more(&Options::keys)},
      {"--disabled-key", "a key", one_more(&Options::disabled_keys)},
      {"--inspect-token", "a token", text(&Options::inspect_token)},
      {"--schemas", "a file", text(&Options::schemas)},
      {"--schema-mode", "enforce or report",
       chosen<SchemaMode>(&Options::schema_mode,
                          {{"enforce", SchemaMode::enforce}, {"report", SchemaMode::report}})},
      {"--unknown-schemas", "accept, mark or refuse",
       chosen<UnknownSchema>(&Options::unknown_schemas, {{"accept", UnknownSchema::accept},
                                                         {"mark", UnknownSchema::mark},
                                                         {"refuse", UnknownSchema::refuse}})},
      {"--durability", "process or power", take_durability},
      {"--dedup-window", "a number of days", hours(&Options::dedup_window, 1, 24)},
      {"--forget-after", "a number of hours", hours(&Options::forget_after, 0, 1)},
      {"--retention", "a number of hours", hours(&Options::retention, 0, 1)},
      {"--truncate-ip", nullptr, sets(IpPolicy::truncated)},
      {"--no-ip", nullptr, sets(IpPolicy::none)},
      {"--log", "debug, info, warning or error", take_log},
      {"--body-bytes-max", "a number of bytes", sized(&Limits::body_bytes_max)},
      {"--decompressed-bytes-max", "a number of bytes", sized(&Limits::decompressed_bytes_max)},
      {"--header-bytes-max", "a number of bytes", sized(&Limits::header_bytes_max)},
      {"--header-time-ms", "a number of milliseconds", timed(&Limits::header_time)},
      {"--body-time-ms", "a number of milliseconds", timed(&Limits::body_time)},
      {"--idle-time-ms", "a number of milliseconds", timed(&Limits::idle_time)},
      {"--connections-max", "a number", sized(&Limits::connections_max)},
      {"--new-streams-per-minute-max", "a number", sized(&Limits::new_streams_per_minute_max)},
      {"--help", nullptr,
       [](const std::string&, CommandLine& line) {
         line.help = true;
         return true;
       }},
  };
  return all;
}

const Flag* find_flag(const std::string& name) {
  for (const Flag& flag : flags()) {
    if (name == flag.name) return &flag;
  }
  return nullptr;
}

// Whoever asks for a check and gives nothing to check by would believe that events are checked.
bool needs_schemas(const Options& options) {
  return options.schema_mode != SchemaMode::enforce ||
         options.unknown_schemas != UnknownSchema::accept;
}

Status wrong(const Flag& flag) {
  return Status(StatusCode::invalid_argument, flag.name).append(" needs ").append(flag.expects);
}

}  // namespace

const char* const kUsage =
    "usage: godwit-collector --data DIR [options]\n"
    "\n"
    "  --data DIR            where events and their bookkeeping are kept\n"
    "  --listen ADDR:PORT    127.0.0.1:8787; port 0 takes a free one and prints it\n"
    "  --key K               a write key; can be repeated; none: every key is good\n"
    "  --disabled-key K      a key that is known and switched off; can be repeated\n"
    "  --durability process|power    what a stored event survives (process)\n"
    "  --dedup-window DAYS   how long streams are remembered (30)\n"
    "  --forget-after HOURS  how long finished streams are remembered (24)\n"
    "  --retention HOURS     delete events after this; 0 keeps them (0)\n"
    "  --truncate-ip         keep /24 of IPv4 and /48 of IPv6 addresses\n"
    "  --no-ip               keep no addresses\n"
    "  --schemas PACK        hold events against these schemas; SIGHUP loads the file again\n"
    "  --schema-mode enforce|report  refuse what its schema refuses, or store it marked (enforce)\n"
    "  --unknown-schemas accept|mark|refuse  events whose name or version it has not (accept)\n"
    "  --inspect-token T     ask for this token on the operator's endpoints\n"
    "  --log LEVEL           debug, info, warning or error (warning)\n"
    "\n"
    "limits: --body-bytes-max --decompressed-bytes-max --header-bytes-max --header-time-ms\n"
    "  --body-time-ms --idle-time-ms --connections-max --new-streams-per-minute-max\n";

Status parse_command_line(const std::vector<std::string>& arguments, CommandLine& line) {
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const Flag* flag = find_flag(arguments[at]);
    if (flag == nullptr) {
      return Status(StatusCode::invalid_argument, "unknown option: ").append(arguments[at]);
    }
    std::string value;
    if (flag->expects != nullptr) {
      if (at + 1 == arguments.size()) return wrong(*flag);
      value = arguments[++at];
    }
    if (!flag->take(value, line)) return wrong(*flag);
  }
  if (!line.help && line.options.schemas.empty() && needs_schemas(line.options)) {
    return {StatusCode::invalid_argument,
            "--schema-mode and --unknown-schemas need --schemas PACK: which schemas?"};
  }
  if (!line.help && line.options.data.empty()) {
    return {StatusCode::invalid_argument, "--data DIR is missing: where shall events be kept?"};
  }
  return {};
}

}  // namespace godwit::collector
