#include "delivery/standstill.h"

#include "base/bytes.h"

namespace godwit {
namespace {

constexpr std::int64_t kSecondMs = 1'000;
constexpr std::int64_t kMinuteMs = 60 * kSecondMs;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;

// Rounded up, so that nobody tries again too early. It is the earliest time: without a flush,
// events also wait for their own deadlines.
void append_next(Status& status, std::int64_t ms) {
  struct Unit {
    std::int64_t ms;
    std::string_view name;
  };
  const Unit unit = ms < 2 * kMinuteMs ? Unit{kSecondMs, " s"}
                    : ms < 2 * kHourMs ? Unit{kMinuteMs, " min"}
                                       : Unit{kHourMs, " h"};
  Bytes number;
  number.append_decimal(static_cast<std::uint64_t>((ms + unit.ms - 1) / unit.ms));
  status.append("; next attempt in ").append(number.view()).append(unit.name);
  status.append(" at the earliest");
}

std::string_view key_refusal(int http_status) {
  if (http_status == 401) return "the collector refused the key (401)";
  if (http_status == 403) return "the collector refused the key (403)";
  return "the collector refused the key (401 or 403)";
}

}  // namespace

bool worth_waiting(const Standing& standing, Waiter waiter, std::int64_t left_ms) {
  switch (standing.state) {
    case Standstill::none:
      return true;
    case Standstill::back_off:
    case Standstill::storage_failing:
      return standing.next_ms < left_ms;
    case Standstill::no_network:
      return waiter == Waiter::flush && (standing.next_ms == 0 || standing.next_ms < left_ms);
    case Standstill::key_refused:
    case Standstill::gone:
    case Standstill::consent_pending:
      break;
  }
  return false;
}

Status waiting_status(const Standing& standing, std::string_view last_failure) {
  Status status(StatusCode::waiting, {});
  switch (standing.state) {
    case Standstill::none:
      break;
    case Standstill::back_off:
      status.append("the last delivery failed");
      if (!last_failure.empty()) status.append(" (").append(last_failure).append(")");
      append_next(status, standing.next_ms);
      break;
    case Standstill::storage_failing:
      status.append("the data directory cannot be written");
      append_next(status, standing.next_ms);
      break;
    case Standstill::no_network:
      status.append("the device has no network; next attempt when it is back");
      break;
    case Standstill::key_refused:
      status.append(key_refusal(standing.http_status));
      append_next(status, standing.next_ms);
      status.append("; call set_key() with a valid one");
      break;
    case Standstill::gone:
      status.append(kGoneSentence);
      break;
    case Standstill::consent_pending:
      status.append("consent is pending; call set_consent() once the user has decided");
      break;
  }
  return status;
}

}  // namespace godwit
