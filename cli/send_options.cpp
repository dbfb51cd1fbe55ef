#include "send_options.h"

#include <climits>
#include <utility>

#include "command.h"
#include "files/whole_file.h"
#include "flags.h"
#include "output.h"
#include "schema/schema_pack.h"

namespace godwit::cli {
namespace {

using command_line::assign;
using command_line::Flags;
using std::chrono::milliseconds;

// The bounds of open().
constexpr auto kMillisecondsMax = static_cast<std::uint64_t>(Limits::kNever.count());
constexpr std::uint64_t kQueueBytesMax = std::uint64_t{1} << 40;

void add_run_flags(Flags& flags, SendOptions& options) {
  flags.whole("accepted-fd", "N", "write each accepted event's sequence number to descriptor N", 0,
              INT_MAX, assign(options.accepted_descriptor));
  flags.real("rate", "R", "at most R events a second", 1e9, assign(options.events_per_second));
  flags.real("flush-timeout", "S", "at the end, wait S seconds at most for delivery (default: 30)",
             1e7, [&](double seconds) {
               options.flush_timeout = milliseconds(static_cast<std::int64_t>(seconds * 1000));
             });
  flags.toggle("no-flush", "end without waiting for delivery; undelivered events stay queued",
               options.flush, false);
  flags.toggle("verbose", "log everything to standard error", options.verbose, true);
}

void add_event_flags(Flags& flags, Config& config, Consent& consent) {
  flags.choice<Consent>(
      "consent", "the user's consent (default: granted)",
      {{"granted", Consent::granted}, {"pending", Consent::pending}, {"denied", Consent::denied}},
      consent);
  flags.text("app-name", "NAME", "the application's name", config.app_name);
  flags.text("app-version", "VERSION", "the application's version", config.app_version);
  flags.text("user", "ID", "the id of the application's user", config.user_id);
}

void add_schema_flags(Flags& flags, Config& config, std::string& pack) {
  flags.text("schemas", "PACK", "check events against a pack that `godwit schema compile` wrote",
             pack);
  flags.choice<SchemaMode>(
      "schema-mode", "for an event that violates its schema (default: enforce)",
      {{"enforce", SchemaMode::enforce}, {"report", SchemaMode::report}, {"off", SchemaMode::off}},
      config.schema_mode);
  flags.choice<UnknownSchema>("unknown-schema",
                              "for an event that the pack does not know (default: accept)",
                              {{"accept", UnknownSchema::accept},
                               {"mark", UnknownSchema::mark},
                               {"refuse", UnknownSchema::refuse}},
                              config.unknown_schema);
}

// Returns false if the file is not a pack, and prints the reason.
bool read_pack(const std::string& path, std::string& bytes) {
  Result<std::string> read = read_whole_file(path);
  if (!read.ok()) {
    warn("the schemas cannot be used: " + std::string(read.status().message()));
    return false;
  }
  bytes = std::move(read.value());
  const char* const wrong = SchemaPack().open(bytes);
  if (wrong == nullptr) return true;
  warn("the schemas of " + path + " cannot be used: " + wrong +
       "; `godwit schema compile` writes a pack");
  return false;
}

// True if the flags ask for checks that cannot be made without schemas.
bool checks_nothing(const Config& config) {
  return config.schema_pack.empty() && (config.schema_mode == SchemaMode::report ||
                                        config.unknown_schema != UnknownSchema::accept);
}

void add_network_flags(Flags& flags, Config& config) {
  flags.whole("gzip-level", "N", "1 (fast) to 9 (small), 0: no compression", 0, 9,
              assign(config.transport.gzip_level));
  flags.text("ca-file", "FILE", "PEM file of trusted certificates", config.transport.ca_file);
  flags.text("proxy", "URL", "proxy, such as http://proxy:3128", config.transport.proxy);
  flags.toggle("allow-plain-http", "send events unencrypted, also to other machines",
               config.transport.allow_plain_http, true);
  flags.whole("retry-min-ms", "MS", "first back-off delay", 1, kMillisecondsMax,
              assign(config.limits.retry_delay_min));
  flags.whole("retry-max-ms", "MS", "longest back-off delay", 1, kMillisecondsMax,
              assign(config.limits.retry_delay_max));
}

void add_queue_flags(Flags& flags, Config& config) {
  flags.choice<Durability>(
      "durability",
      "an accepted event survives a killed process, or a power cut too (default: process_safe)",
      {{"process_safe", Durability::process_safe}, {"power_safe", Durability::power_safe}},
      config.durability);
  flags.whole("queue-bytes", "N", "the largest size of the queue", 1, kQueueBytesMax,
              assign(config.limits.queue_bytes_max));
}

}  // namespace

std::optional<int> read_send_options(std::span<char* const> arguments, SendOptions& options) {
  Flags flags(
      manual_of("send",
                "Tracks the events on standard input, one a line, and delivers them:\n"
                "  "
                "{\"name\":\"…\",\"properties\":{…},\"time\":MS,\"priority\":\"normal\",\"schema\":"
                "\"1-0-0\"}\n"
                "Only the name is required. `time` is in ms since 1970; `priority` is\n"
                "immediate, normal or deferred; `schema` is the version that the event follows. A\n"
                "line that is not such an event is declined with its number and the reason; later\n"
                "lines are still read. Empty lines are skipped.\n"
                "At the end, one line of JSON on standard output counts what became of them."));
  Consent consent = Consent::granted;
  std::string pack;
  flags.text("endpoint", "URL", "the collector's URL", options.config.endpoint).required();
  flags.text("key", "KEY", "the write key", options.config.key).required();
  // The library would keep events in memory; a shell's unset variable must not mean that.
  flags
      .text("data-dir", "DIR", "the directory for the queue; one process at a time",
            options.config.data_directory)
      .required()
      .not_empty("name a directory to keep events in");
  add_event_flags(flags, options.config, consent);
  add_schema_flags(flags, options.config, pack);
  add_run_flags(flags, options);
  add_queue_flags(flags, options.config);
  add_network_flags(flags, options.config);
  if (const std::optional<int> exit = read(flags, arguments)) return exit;
  if (!pack.empty() && !read_pack(pack, options.config.schema_pack)) return kUsage;
  if (checks_nothing(options.config)) {
    warn("--schema-mode and --unknown-schema need --schemas PACK");
    return kUsage;
  }
  options.config.consent = consent;
  return std::nullopt;
}

}  // namespace godwit::cli
