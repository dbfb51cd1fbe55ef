#include "linux/routes.h"

#include <linux/route.h>

#include <array>
#include <fstream>
#include <sstream>
#include <string_view>

namespace godwit {
namespace {

unsigned long hexadecimal(const std::string& text) {
  return std::strtoul(text.c_str(), nullptr, 16);
}

bool usable(const std::string& flags) {
  return (hexadecimal(flags) & (RTF_UP | RTF_REJECT)) == RTF_UP;
}

// Iface Destination Gateway Flags RefCnt Use Metric Mask …
bool is_default_v4(const std::string& line) {
  std::istringstream columns(line);
  std::array<std::string, 8> at;
  for (std::string& column : at) columns >> column;
  return columns && at[1] == "00000000" && at[7] == "00000000" && usable(at[3]);
}

// Destination, length of its prefix, source, length of its prefix, next hop, metric, reference
// count, use count, flags, device. Without a way out, the kernel lists a route to `lo`.
bool is_default_v6(const std::string& line) {
  std::istringstream columns(line);
  std::array<std::string, 10> at;
  for (std::string& column : at) columns >> column;
  return columns && at[1] == "00" && usable(at[8]) && at[9] != "lo";
}

bool any_line(const std::string& path, bool (*wanted)(const std::string&)) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (wanted(line)) return true;
  }
  return false;
}

}  // namespace

bool has_default_route(const std::string& root) {
  return any_line(root + "/route", is_default_v4) || any_line(root + "/ipv6_route", is_default_v6);
}

}  // namespace godwit
