#include "ingest/new_stream_limit.h"

namespace godwit::collector {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
// If a minute has this many different keys and addresses, further ones wait for the next minute.
constexpr std::size_t kEntriesMax = 65'536;

}  // namespace

std::uint64_t NewStreamLimit::take(std::int64_t now_ms, std::size_t streams, std::string_view key,
                                   std::string_view address) {
  if (streams == 0) return 0;
  const std::int64_t minute = now_ms / kMinuteMs;
  if (minute != minute_) {
    minute_ = minute;
    counts_.clear();
  }
  const auto wait_ms = static_cast<std::uint64_t>((minute + 1) * kMinuteMs - now_ms);
  if (counts_.size() + 2 > kEntriesMax) return wait_ms;
  // References into an unordered_map stay valid when it grows.
  std::size_t& of_key = counts_[std::string("k").append(key)];
  std::size_t& of_address = counts_[std::string("a").append(address)];
  if (of_key + streams > max_ || of_address + streams > max_) return wait_ms;
  of_key += streams;
  of_address += streams;
  return 0;
}

}  // namespace godwit::collector
