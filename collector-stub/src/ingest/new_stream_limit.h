// Bounds the number of new streams that a key and an address may open in a minute.
//
// Each stream costs memory for the dedup window, so this limit keeps a stranger from filling the
// collector. It counts in fixed minutes of the collector's clock.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace godwit::collector {

class NewStreamLimit {
 public:
  explicit NewStreamLimit(std::uint32_t per_minute_max) : max_(per_minute_max) {}

  // Counts `streams` new ones and returns 0 if that is allowed. Otherwise counts nothing, and
  // returns the time until the next try, in ms.
  [[nodiscard]] std::uint64_t take(std::int64_t now_ms, std::size_t streams, std::string_view key,
                                   std::string_view address);

 private:
  std::uint32_t max_;
  std::int64_t minute_ = -1;
  // Names begin with "k" or "a" for key and address. The map is emptied every minute. It is
  // bounded, because every entry stands for at least one new stream that was taken.
  std::unordered_map<std::string, std::size_t> counts_;
};

}  // namespace godwit::collector
