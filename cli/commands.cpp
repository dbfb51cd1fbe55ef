#include "commands.h"

#include <array>

namespace godwit::cli {
namespace {

constexpr std::array kCommands = {
    Command{"send", "track the events on standard input and deliver them", run_send},
    Command{"queue status", "describe the queue in a data directory", run_queue_status},
    Command{"queue export", "print the events queued in a data directory", run_queue_export},
    Command{"energy", "replay a trace and say what delivery costs the radio", run_energy},
    Command{"schema compile", "make a pack of a folder of schemas", run_schema_compile},
    Command{"schema diff", "compare two versions of a schema", run_schema_diff},
    Command{"schema validate", "check values against a schema", run_schema_validate},
};

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

}  // namespace godwit::cli
