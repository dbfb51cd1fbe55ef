// In a mount namespace of its own, a child sees an /etc that the test has made.
#include "posix/device_context.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

#include "contract/support/child_process.h"
#include "contract/support/files.h"
#include "support/catch.h"

using namespace godwit;

namespace {

using Texts = std::map<std::string, std::string>;

struct Machine {
  Texts etc;
  std::string localtime;  // The target of /etc/localtime; empty: there is none.
  Texts environment;
};

constexpr int kCannot = 77;

bool become(const Machine& machine) {
  if (::unshare(CLONE_NEWNS) != 0 ||
      ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("tmpfs", "/etc", "tmpfs", 0, nullptr) != 0) {
    return false;
  }
  for (const auto& [name, text] : machine.etc) write_file("/etc/" + name, text);
  if (!machine.localtime.empty() && ::symlink(machine.localtime.c_str(), "/etc/localtime") != 0) {
    return false;
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG", "TZ"}) ::unsetenv(name);
  for (const auto& [name, value] : machine.environment) {
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  return true;
}

// The context of a tracker on this machine. If no namespace can be made: empty, and the test is
// skipped.
std::string context_on(const Machine& machine) {
  const TemporaryDirectory root;
  const std::string result = root.file("result");
  write_file(result, "");
  const int status = run_in_child([&] {
    if (!become(machine)) return kCannot;
    write_file(result, device_context());
    return 0;
  });
  if (status == kCannot) {
    std::cout << "skipped: cannot make a mount namespace\n";
    return {};
  }
  REQUIRE(status == 0);
  return read_file(result);
}

void check(const Machine& machine, const std::string& expected) {
  const std::string context = context_on(machine);
  if (!context.empty()) CHECK(context == expected);
}

const Texts kSystem = {{"os-release", "NAME=X\nVERSION_ID=1\n"}};
const std::string kSystemSays = "\"os\":{\"name\":\"X\",\"version\":\"1\"}";

}  // namespace

TEST_CASE("device_context: the system's name and version are those of os-release",
          "[contract][posix]") {
  check({{{"os-release",
           "PRETTY_NAME=\"Other\"\nNAME_OF=no\nNAMES\n\nNAME=\"A \\\"system\\\"\"\nNAME=later\n"
           "VERSION=\"12 (name)\"\nVERSION_ID=\"12\"\n"}},
         "",
         {}},
        R"("os":{"name":"A \\\"system\\\"","version":"12"})");
  check({{{"os-release", "NAME=Plain\nVERSION_ID=3.1\n"}}, "", {}},
        R"("os":{"name":"Plain","version":"3.1"})");
  // Half a pair of quotes is part of the value.
  check({{{"os-release", "NAME=\"\nVERSION_ID=x\"\n"}}, "", {}},
        R"("os":{"name":"\"","version":"x\""})");
}

TEST_CASE("device_context: what os-release does not say, the kernel does", "[contract][posix]") {
  utsname system = {};
  REQUIRE(::uname(&system) == 0);
  const std::string kernel = std::string("\"os\":{\"name\":\"") + system.sysname +
                             "\",\"version\":\"" + system.release + "\"}";
  check({}, kernel);
  check({{{"os-release", "NAME=\"\"\nVERSION_ID=\n"}}, "", {}}, kernel);
}

TEST_CASE("device_context: the locale is the first that is set, without its encoding",
          "[contract][posix]") {
  const auto locale_of = [](const Texts& environment, const std::string& expected) {
    check({kSystem, "", environment}, kSystemSays + ",\"locale\":\"" + expected + "\"");
  };
  locale_of({{"LANG", "de_DE.UTF-8"}}, "de_DE");
  locale_of({{"LANG", "de_DE"}}, "de_DE");
  locale_of({{"LANG", "de_DE"}, {"LC_MESSAGES", "fr_FR.UTF-8"}}, "fr_FR");
  locale_of({{"LANG", "de_DE"}, {"LC_MESSAGES", "fr_FR"}, {"LC_ALL", "C.UTF-8"}}, "C");
  locale_of({{"LANG", "de_DE"}, {"LC_MESSAGES", ""}, {"LC_ALL", ""}}, "de_DE");
  check({kSystem, "", {{"LANG", "\xff"}}}, kSystemSays);  // Not UTF-8.
}

TEST_CASE("device_context: the time zone is that of TZ, of /etc/localtime, or of /etc/timezone",
          "[contract][posix]") {
  const auto zone_of = [](const Machine& machine, const std::string& expected) {
    check(machine, kSystemSays + ",\"timezone\":\"" + expected + "\"");
  };
  Texts etc = kSystem;
  etc["timezone"] = "Asia/Tokyo\nsecond line\n";
  const std::string link = "/usr/share/zoneinfo/Europe/Berlin";
  zone_of({etc, link, {{"TZ", "America/Lima"}}}, "America/Lima");
  zone_of({etc, link, {{"TZ", ":America/Lima"}}}, "America/Lima");
  zone_of({etc, link, {{"TZ", ""}}}, "Europe/Berlin");
  zone_of({kSystem, link, {}}, "Europe/Berlin");
  zone_of({etc, "/somewhere/else", {}}, "Asia/Tokyo");
  zone_of({etc, "", {}}, "Asia/Tokyo");
  check({kSystem, "", {}}, kSystemSays);
}
