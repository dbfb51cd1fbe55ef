#include "replay/policies.h"

#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include "replay/godwit_sender.h"
#include "replay/peers.h"

namespace godwit::energy {
namespace {

// Defaults as of 2025: Segment 20 events or 30 s; Amplitude 30 events or 30 s; Mixpanel 60 s;
// OpenTelemetry 1 s, with 10 s on phones; Microsoft 1DS real-time on metered networks 4 s.
constexpr std::array<std::string_view, 9> kCompared = {
    "godwit",      "deadline",    "tailender:0.57",
    "interval:60", "interval:30", "count:20,interval:30",
    "interval:10", "1ds",         "immediate"};

constexpr double k1dsRealTimeSeconds = 4;
constexpr double kIntervalSecondsMax = 86'400;
constexpr std::uint64_t kCountMax = 1'000'000;
constexpr std::uint64_t kNoCount = std::numeric_limits<std::uint64_t>::max();

// The text after `prefix`, as a number in (0, max].
template <typename Number>
std::optional<Number> number_behind(std::string_view text, std::string_view prefix, Number max) {
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || read_to != end || !(number > 0 && number <= max)) return std::nullopt;
  return number;
}

std::unique_ptr<Sender> make_interval(std::uint64_t events, double seconds) {
  return std::make_unique<IntervalSender>(events, static_cast<std::int64_t>(seconds * 1e3));
}

}  // namespace

std::span<const std::string_view> compared_policies() {
  return kCompared;
}

std::unique_ptr<Sender> make_sender(std::string_view policy, const Deadlines& deadlines,
                                    const RadioModel& radio) {
  if (policy == "godwit") return std::make_unique<GodwitSender>(deadlines);
  if (policy == "deadline") return std::make_unique<DeadlineSender>(deadlines);
  if (policy == "immediate") return make_interval(1, kIntervalSecondsMax);
  if (policy == "1ds") return make_interval(kNoCount, k1dsRealTimeSeconds);
  if (const auto share = number_behind(policy, "tailender:", 1.0)) {
    return std::make_unique<TailEnderSender>(deadlines, *share, radio.tail_us());
  }
  const std::size_t comma = policy.find(',');
  std::uint64_t events = kNoCount;
  if (comma != std::string_view::npos) {
    const auto count = number_behind(policy.substr(0, comma), "count:", kCountMax);
    if (!count) return nullptr;
    events = *count;
    policy.remove_prefix(comma + 1);
  }
  const auto seconds = number_behind(policy, "interval:", kIntervalSecondsMax);
  return seconds ? make_interval(events, *seconds) : nullptr;
}

}  // namespace godwit::energy
