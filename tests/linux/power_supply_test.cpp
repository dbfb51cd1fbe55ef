#include "linux/power_supply.h"

#include <sys/stat.h>

#include <initializer_list>
#include <utility>

#include "contract/support/files.h"
#include "linux/power_supply_watch.h"
#include "support/catch.h"

using namespace godwit;

namespace {

using Attributes = std::initializer_list<std::pair<const char*, const char*>>;

struct SupplyTree {
  TemporaryDirectory directory;

  void add(const std::string& name, const Attributes& attributes) const {
    ::mkdir(directory.file(name).c_str(), 0700);
    for (const auto& [attribute, value] : attributes) {
      write_file(directory.file(name + "/" + attribute), std::string(value) + "\n");
    }
  }
  [[nodiscard]] PowerSupplies read() const { return read_power_supplies(directory.path()); }
};

}  // namespace

TEST_CASE("power_supply: a laptop's battery and charger are one answer", "[linux]") {
  const SupplyTree tree;
  tree.add("BAT0", {{"type", "Battery"}, {"status", "Discharging"}, {"capacity", "5"}});
  tree.add("AC", {{"type", "Mains"}, {"online", "0"}});
  CHECK(tree.read().battery);
  CHECK(tree.read().power == PowerState{5, false, false});
  tree.add("BAT0", {{"status", "Charging"}});
  tree.add("AC", {{"online", "1"}});
  CHECK(tree.read().power == PowerState{5, true, false});
}

TEST_CASE("power_supply: what feeds a battery is a charger, a full battery, or one kept from it",
          "[linux]") {
  const char* status = nullptr;
  const char* charger = nullptr;
  bool charging = false;
  SECTION("full, on its charger") {
    status = "Full";
    charger = "1";
    charging = true;
  }
  SECTION("full, where no charger is listed") {
    status = "Full";
    charging = true;
  }
  SECTION("kept below its full charge") {
    status = "Not charging";
    charger = "1";
    charging = true;
  }
  SECTION("a charger that gives less than is used") {
    status = "Discharging";
    charger = "1";
  }
  SECTION("a status that is not known, without a charger") {
    status = "Unknown";
    charger = "0";
  }
  SECTION("a status that is not known, with a charger") {
    status = "Unknown";
    charger = "1";
    charging = true;
  }
  const SupplyTree tree;
  tree.add("BAT1", {{"type", "Battery"}, {"status", status}, {"capacity", "80"}});
  if (charger != nullptr) tree.add("usb", {{"type", "USB"}, {"online", charger}});
  CHECK(tree.read().power == PowerState{80, charging, false});
}

TEST_CASE("power_supply: two batteries count by what they hold, and one that discharges decides",
          "[linux]") {
  const SupplyTree tree;
  tree.add("BAT0", {{"type", "Battery"},
                    {"status", "Not charging"},
                    {"capacity", "90"},
                    {"energy_full", "20000000"}});
  tree.add("BAT1", {{"type", "Battery"},
                    {"status", "Discharging"},
                    {"capacity", "10"},
                    {"energy_full", "60000000"}});
  CHECK(tree.read().power == PowerState{30, false, false});

  SECTION("where one does not say how much it holds, each counts the same") {
    tree.add("BAT1", {{"energy_full", "?"}});
    CHECK(tree.read().power == PowerState{50, false, false});
  }
}

TEST_CASE("power_supply: a percentage is read, or worked out, or unknown", "[linux]") {
  const SupplyTree tree;
  tree.add("BAT0", {{"type", "Battery"}, {"status", "Discharging"}});
  SECTION("nothing is said") {
    CHECK(tree.read().power == PowerState{-1, false, false});
  }
  SECTION("charge now and when full") {
    tree.add("BAT0", {{"charge_now", "1500000"}, {"charge_full", "6000000"}});
    CHECK(tree.read().power == PowerState{25, false, false});
  }
  SECTION("more than full") {
    tree.add("BAT0", {{"capacity", "104"}});
    CHECK(tree.read().power == PowerState{100, false, false});
  }
  SECTION("nonsense") {
    for (const char* text : {"", "-5", "five", "7 of 9", "99999999999999999999"}) {
      tree.add("BAT0", {{"capacity", text}});
      CHECK(tree.read().power == PowerState{-1, false, false});
    }
  }
  SECTION("a folder in place of the file") {
    ::mkdir(tree.directory.file("BAT0/capacity").c_str(), 0700);
    CHECK(tree.read().power == PowerState{-1, false, false});
  }
}

TEST_CASE("power_supply: batteries of other devices, and bays that are empty, do not count",
          "[linux]") {
  const SupplyTree tree;
  tree.add(
      "hidpp_battery_0",
      {{"type", "Battery"}, {"scope", "Device"}, {"status", "Discharging"}, {"capacity", "5"}});
  tree.add("BAT1", {{"type", "Battery"}, {"present", "0"}, {"status", "Unknown"}});
  CHECK_FALSE(tree.read().battery);
  CHECK(tree.read().power == std::nullopt);

  tree.add("AC", {{"type", "Mains"}, {"online", "1"}});
  CHECK(tree.read().power == PowerState{-1, true, false});
  CHECK_FALSE(tree.read().battery);
}

TEST_CASE("power_supply: where nothing is said, nothing is known", "[linux]") {
  const SupplyTree tree;
  CHECK(tree.read().power == std::nullopt);
  CHECK(read_power_supplies(tree.directory.file("missing")).power == std::nullopt);
  write_file(tree.directory.file("a file"), "Battery\n");
  tree.add("empty", {});
  tree.add("AC", {{"type", "Mains"}, {"online", "0"}});
  CHECK(tree.read().power == std::nullopt);
}

TEST_CASE("power_supply: an announcement names its subsystem in a field of its own", "[linux]") {
  using namespace std::string_view_literals;
  CHECK(is_power_supply_event(
      "change@/devices/BAT0\0ACTION=change\0SUBSYSTEM=power_supply\0SEQNUM=7\0"sv));
  CHECK(is_power_supply_event("change@/BAT0\0SUBSYSTEM=power_supply"sv));
  CHECK_FALSE(is_power_supply_event("add@/devices/eth0\0SUBSYSTEM=net\0"sv));
  CHECK_FALSE(is_power_supply_event("add@/x\0NAME=SUBSYSTEM=power_supply\0"sv));
  CHECK_FALSE(is_power_supply_event("add@/x\0SUBSYSTEM=power_supply_class\0"sv));
  CHECK_FALSE(is_power_supply_event(""sv));
}
