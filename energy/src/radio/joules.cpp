#include "radio/joules.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace godwit::energy {

double joules_of(const RadioModel& radio, std::span<const std::int64_t> instants_us) {
  if (instants_us.empty()) return 0;
  double joules = radio.ends_joules();
  for (std::size_t i = 1; i < instants_us.size(); ++i) {
    joules += radio.gap_joules(instants_us[i] - instants_us[i - 1]);
  }
  return joules;
}

double joules_of(const RadioModel& radio, std::span<const std::int64_t> app_us,
                 std::span<const std::int64_t> flushes_us) {
  std::vector<std::int64_t> both;
  both.reserve(app_us.size() + flushes_us.size());
  std::merge(app_us.begin(), app_us.end(), flushes_us.begin(), flushes_us.end(),
             std::back_inserter(both));
  return joules_of(radio, both);
}

}  // namespace godwit::energy
