#include "posix/device_context.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdlib>
#include <fstream>
#include <string_view>

#include "base/bytes.h"
#include "base/json_writer.h"

namespace godwit {
namespace {

void add_member(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  Bytes text;
  if (!append_json_string(text, value)) return;
  if (!out.empty()) out += ',';
  out.append("\"").append(name).append("\":").append(text.view());
}

// The value of KEY=value or KEY="value" in an os-release file (freedesktop.org, os-release(5)).
std::string os_release(std::string_view key) {
  std::ifstream file("/etc/os-release");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key) || line.size() <= key.size() || line[key.size()] != '=') continue;
    std::string value = line.substr(key.size() + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    return value;
  }
  return {};
}

std::string first_line(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// "en_US" of "en_US.UTF-8", by the order of setlocale(3).
std::string locale() {
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view text(value);
    return std::string(text.substr(0, text.find('.')));
  }
  return {};
}

// An IANA name such as "Europe/Berlin".
std::string time_zone() {
  if (const char* const value = std::getenv("TZ"); value != nullptr && *value != '\0') {
    return *value == ':' ? value + 1 : value;
  }
  std::array<char, PATH_MAX> link{};
  const ssize_t length = ::readlink("/etc/localtime", link.data(), link.size());
  if (length > 0) {
    constexpr std::string_view kFolder = "/zoneinfo/";
    const std::string_view target(link.data(), static_cast<std::size_t>(length));
    const std::size_t at = target.find(kFolder);
    if (at != std::string_view::npos) return std::string(target.substr(at + kFolder.size()));
  }
  return first_line("/etc/timezone");
}

}  // namespace

std::string device_context() {
  std::string os;
  utsname system = {};
  const bool known = ::uname(&system) == 0;
  std::string name = os_release("NAME");
  std::string version = os_release("VERSION_ID");
  if (name.empty() && known) name = system.sysname;
  if (version.empty() && known) version = system.release;
  add_member(os, "name", name);
  add_member(os, "version", version);
  std::string out = os.empty() ? std::string() : "\"os\":{" + os + "}";
  add_member(out, "locale", locale());
  add_member(out, "timezone", time_zone());
  return out;
}

}  // namespace godwit
