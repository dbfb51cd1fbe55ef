#include "command_line.h"

#include <functional>
#include <utility>

#include "base/json_reader.h"
#include "command_line/manual.h"
#include "command_line/nearest.h"
#include "command_line/version_text.h"

namespace godwit::collector {
namespace {

using Take = std::function<bool(const std::string& value, CommandLine& line)>;

struct Flag {
  std::string_view name;   // Without the dashes.
  std::string_view value;  // What stands for it in the help. Empty: the flag takes none.
  std::string_view help;
  std::string_view expects;  // What a value should have been.
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

// The largest size, longest time or highest number that a flag can set.
Flag bounds(std::string_view name, std::string_view value, std::string_view help, Take take) {
  return {name, value, help, "a whole number from 1 to 2147483648", std::move(take)};
}

const std::vector<Flag>& flags() {
  static const std::vector<Flag> all = {
      {"data", "DIR", "where events and their bookkeeping are kept", "a directory",
       text(&Options::data)},
      {"listen", "ADDR:PORT", "default: 127.0.0.1:8787; port 0 takes a free one and prints it",
       "ADDR:PORT", take_listen},
      {"key", "KEY", "a write key; can be repeated. Without one, every key is good", "a key",
       one_more(&Options::keys)},
      {"disabled-key", "KEY", "a key that is known and switched off; can be repeated", "a key",
       one_more(&Options::disabled_keys)},
      {"durability", "process|power", "what a stored event survives (default: process)",
       "process or power", take_durability},
      {"dedup-window", "DAYS", "how long streams are remembered (default: 30)", "a number of days",
       hours(&Options::dedup_window, 1, 24)},
      {"forget-after", "HOURS", "how long finished streams are remembered (default: 24)",
       "a number of hours", hours(&Options::forget_after, 0, 1)},
      {"retention", "HOURS", "delete events after this; 0 keeps them (default: 0)",
       "a number of hours", hours(&Options::retention, 0, 1)},
      {"truncate-ip", "", "keep /24 of IPv4 and /48 of IPv6 addresses", "",
       sets(IpPolicy::truncated)},
      {"no-ip", "", "keep no addresses", "", sets(IpPolicy::none)},
      {"schemas", "PACK", "hold events against these schemas; SIGHUP loads the file again",
       "a file", text(&Options::schemas)},
      {"schema-mode", "enforce|report",
       "of an event that its schema refuses: refuse it, or store it marked (default: enforce)",
       "enforce or report",
       chosen<SchemaMode>(&Options::schema_mode,
                          {{"enforce", SchemaMode::enforce}, {"report", SchemaMode::report}})},
      {"unknown-schemas", "accept|mark|refuse",
       "of an event whose name or version the pack has not (default: accept)",
       "accept, mark or refuse",
       chosen<UnknownSchema>(&Options::unknown_schemas, {{"accept", UnknownSchema::accept},
                                                         {"mark", UnknownSchema::mark},
                                                         {"refuse", UnknownSchema::refuse}})},
      {"inspect-token", "TOKEN", "ask for this token on the operator's endpoints", "a token",
       text(&Options::inspect_token)},
      {"log", "LEVEL", "debug, info, warning or error (default: warning)",
       "debug, info, warning or error", take_log},
      bounds("body-bytes-max", "N", "the largest body, as sent (default: 4194304)",
             sized(&Limits::body_bytes_max)),
      bounds("decompressed-bytes-max", "N", "the largest body, decompressed (default: 16777216)",
             sized(&Limits::decompressed_bytes_max)),
      bounds("header-bytes-max", "N", "the largest head of a request (default: 16384)",
             sized(&Limits::header_bytes_max)),
      bounds("header-time-ms", "MS", "the longest wait for a head (default: 10000)",
             timed(&Limits::header_time)),
      bounds("body-time-ms", "MS", "the longest wait for a body (default: 30000)",
             timed(&Limits::body_time)),
      bounds("idle-time-ms", "MS", "the longest wait for the next request (default: 600000)",
             timed(&Limits::idle_time)),
      bounds("connections-max", "N", "the most connections at a time (default: 1024)",
             sized(&Limits::connections_max)),
      bounds("new-streams-per-minute-max", "N",
             "the most new streams of a key, and of an address (default: 6000)",
             sized(&Limits::new_streams_per_minute_max)),
  };
  return all;
}

const Flag* find_flag(std::string_view argument) {
  for (const Flag& flag : flags()) {
    if (argument.starts_with("--") && argument.substr(2) == flag.name) return &flag;
  }
  return nullptr;
}

command_line::Manual manual() {
  command_line::Manual manual;
  manual.program = "godwit-collector";
  manual.summary = "the collector that godwit delivers events to";
  manual.description =
      "Takes batches of events over HTTP and stores each event exactly once, in one directory.\n"
      "SIGTERM and SIGINT commit what was received and end the program. SIGHUP loads the schemas\n"
      "again; a file that is no good is logged, and the old schemas stay in use.";
  for (const Flag& flag : flags()) {
    manual.flags.push_back({std::string(flag.name), '\0', std::string(flag.value),
                            std::string(flag.help), flag.name == "data"});
  }
  for (command_line::FlagRow& row : command_line::common_flags()) {
    manual.flags.push_back(std::move(row));
  }
  manual.exit_codes = {{"0", "stopped by a signal"},
                       {"1", "could not start"},
                       {"2", "wrong usage, or schemas that cannot be used"}};
  manual.see_also = {"godwit", "godwit-send", "godwit-schema-compile"};
  return manual;
}

// What `--help` and its like print; empty where the argument is another one.
std::string asked_text(std::string_view argument) {
  if (argument == "--help" || argument == "-h") return command_line::help_text(manual());
  if (argument == "--man") return command_line::man_page(manual());
  if (argument == "--version") return command_line::version_text("godwit-collector");
  return {};
}

// Whoever asks for a check and gives nothing to check by would believe that events are checked.
bool needs_schemas(const Options& options) {
  return options.schema_mode != SchemaMode::enforce ||
         options.unknown_schemas != UnknownSchema::accept;
}

Status wrong(const std::string& sentence) {
  return Status(StatusCode::invalid_argument, sentence)
      .append("; `godwit-collector --help` lists the flags");
}

std::string unknown(std::string_view argument) {
  if (!argument.starts_with("-")) return '"' + std::string(argument) + "\" is no flag";
  std::vector<std::string> names;
  for (const command_line::FlagRow& row : manual().flags) names.push_back(row.name);
  return command_line::unknown_flag(argument, names);
}

// Takes the flag at `at`, and moves `at` to its last argument.
Status take_flag(const std::vector<std::string>& arguments, std::size_t& at, CommandLine& line) {
  const std::string& argument = arguments[at];
  const std::size_t equals = argument.find('=');
  const std::string shown = argument.substr(0, equals);
  const Flag* const flag = find_flag(shown);
  if (flag == nullptr) return wrong(unknown(shown));
  std::string value;
  const bool is_attached = equals != std::string::npos;
  if (flag->value.empty()) {
    if (is_attached) return wrong(shown + " takes no value");
  } else if (is_attached) {
    value = argument.substr(equals + 1);
  } else {
    if (at + 1 == arguments.size()) return wrong(shown + " needs " + std::string(flag->expects));
    value = arguments[++at];
  }
  if (flag->take(value, line)) return {};
  return wrong(shown + " must be " + std::string(flag->expects) + ", not \"" + value + '"');
}

}  // namespace

Status parse_command_line(const std::vector<std::string>& arguments, CommandLine& line) {
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    line.text = asked_text(arguments[at]);
    if (!line.text.empty()) return {};
    if (Status taken = take_flag(arguments, at, line); !taken.ok()) return taken;
  }
  if (line.options.schemas.empty() && needs_schemas(line.options)) {
    return {StatusCode::invalid_argument,
            "--schema-mode and --unknown-schemas need --schemas PACK: which schemas?"};
  }
  if (line.options.data.empty()) {
    return {StatusCode::invalid_argument, "--data DIR is missing: where shall events be kept?"};
  }
  return {};
}

}  // namespace godwit::collector
