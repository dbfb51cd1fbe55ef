#include "linux/power_supply.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "files/unique_fd.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

// The first line of a file in the folder of a supply; empty if it cannot be read.
std::string attribute(const fs::path& supply, const char* name) {
  const UniqueFd file(::open((supply / name).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return {};
  std::array<char, 64> text{};
  const ssize_t count = ::read(file.get(), text.data(), text.size());
  if (count <= 0) return {};
  const std::string_view all(text.data(), static_cast<std::size_t>(count));
  return std::string(all.substr(0, all.find('\n')));
}

std::optional<double> number(const fs::path& supply, const char* name) {
  const std::string text = attribute(supply, name);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return static_cast<double>(value);
}

// The charge of one battery, and its weight beside other batteries.
struct Charge {
  double percent = 0;
  std::optional<double> weight;
};

std::optional<Charge> charge_of(const fs::path& battery) {
  for (const std::string unit : {"energy", "charge"}) {
    const std::optional<double> full = number(battery, (unit + "_full").c_str());
    const std::optional<double> now = number(battery, (unit + "_now").c_str());
    if (!full || *full == 0) continue;
    if (const std::optional<double> percent = number(battery, "capacity")) {
      return Charge{std::min(*percent, 100.0), full};
    }
    if (now) return Charge{std::min(*now * 100 / *full, 100.0), full};
  }
  if (const std::optional<double> percent = number(battery, "capacity")) {
    return Charge{std::min(*percent, 100.0), std::nullopt};
  }
  return std::nullopt;
}

// Adds up the supplies one by one.
class Summary {
 public:
  void add(const fs::path& supply);
  [[nodiscard]] PowerSupplies result() const;

 private:
  void add_battery(const fs::path& battery);
  [[nodiscard]] std::int8_t percent() const;

  bool battery_ = false;
  bool discharging_ = false;
  bool fed_ = false;  // A charger is connected, or a battery shows that one must be.
  bool known_ = false;
  double count_ = 0;
  double percent_ = 0;
  double weight_ = 0;
  double weighted_ = 0;
  bool all_weighted_ = true;
};

void Summary::add(const fs::path& supply) {
  if (attribute(supply, "scope") == "Device") return;
  const std::string type = attribute(supply, "type");
  if (type == "Battery") {
    add_battery(supply);
  } else if (type == "Mains" || type.starts_with("USB") || type == "Wireless") {
    const std::optional<double> online = number(supply, "online");
    if (online && *online > 0) fed_ = known_ = true;
  }
}

void Summary::add_battery(const fs::path& battery) {
  if (attribute(battery, "present") == "0") return;
  battery_ = true;
  const std::string status = attribute(battery, "status");
  if (status == "Discharging") discharging_ = known_ = true;
  // "Not charging": a charger is connected, and the battery is kept below its full charge on
  // purpose.
  if (status == "Charging" || status == "Full" || status == "Not charging") fed_ = known_ = true;
  const std::optional<Charge> charge = charge_of(battery);
  if (!charge) return;
  known_ = true;
  count_ += 1;
  percent_ += charge->percent;
  all_weighted_ = all_weighted_ && charge->weight.has_value();
  weight_ += charge->weight.value_or(0);
  weighted_ += charge->percent * charge->weight.value_or(0);
}

std::int8_t Summary::percent() const {
  if (count_ == 0) return -1;
  const double mean = all_weighted_ ? weighted_ / weight_ : percent_ / count_;
  return static_cast<std::int8_t>(std::lround(mean));
}

PowerSupplies Summary::result() const {
  PowerSupplies found;
  found.battery = battery_;
  if (known_) found.power = PowerState{percent(), fed_ && !discharging_, false};
  return found;
}

}  // namespace

PowerSupplies read_power_supplies(const std::string& root) {
  Summary summary;
  std::error_code error;
  for (fs::directory_iterator at(root, error), end; !error && at != end; at.increment(error)) {
    summary.add(at->path());
  }
  return summary.result();
}

}  // namespace godwit
