#include "environment.h"

#include <array>
#include <string>

namespace godwit::cli {
namespace {

struct Variable {
  std::string_view command;  // "queue" stands for all commands whose first word it is.
  std::string_view name;
  std::string_view meaning;
};

constexpr std::array kVariables = {
    Variable{"send", "https_proxy, HTTPS_PROXY",
             "the proxy for an https endpoint; --proxy goes first"},
    Variable{"send", "http_proxy", "the proxy for an http endpoint; --proxy goes first"},
    Variable{"send", "all_proxy, ALL_PROXY", "the proxy for both, if the variable above is unset"},
    Variable{"send", "no_proxy, NO_PROXY",
             "hosts that are reached without a proxy, separated by commas"},
    Variable{"send", "LC_ALL, LC_MESSAGES, LANG",
             "the first that is set is the locale that events carry"},
    Variable{"send", "TZ", "the time zone that events carry; if unset, the system's"},
    Variable{"send", "DBUS_SYSTEM_BUS_ADDRESS", "the D-Bus address of UPower and NetworkManager"},
    Variable{"queue", "TMPDIR", "the folder for the copy of the data directory; if unset, /tmp"},
};

bool reads(std::string_view command, std::string_view reader) {
  return command.empty() || command.substr(0, command.find(' ')) == reader;
}

}  // namespace

std::vector<command_line::Row> environment_rows(std::string_view command) {
  std::vector<command_line::Row> rows;
  for (const Variable& variable : kVariables) {
    if (!reads(command, variable.command)) continue;
    std::string meaning(variable.meaning);
    if (command.empty()) meaning.insert(0, std::string(variable.command) + ": ");
    rows.push_back({std::string(variable.name), meaning});
  }
  return rows;
}

}  // namespace godwit::cli
