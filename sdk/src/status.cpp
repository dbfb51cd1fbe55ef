#include "godwit/status.h"

#include "godwit/stats.h"

namespace godwit {

Status::Status(StatusCode code, std::string_view message) : code_(code) {
  append(message);
}

Status& Status::append(std::string_view text) {
  const std::size_t room = kStatusMessageBytesMax - length_;
  const std::size_t count = text.size() < room ? text.size() : room;
  if (count != 0) std::memcpy(message_ + length_, text.data(), count);
  length_ = static_cast<std::uint8_t>(length_ + count);
  message_[length_] = '\0';
  return *this;
}

std::string_view to_string(StatusCode code) {
  switch (code) {
    case StatusCode::ok:
      return "ok";
    case StatusCode::invalid_argument:
      return "invalid_argument";
    case StatusCode::too_large:
      return "too_large";
    case StatusCode::queue_full:
      return "queue_full";
    case StatusCode::withheld:
      return "withheld";
    case StatusCode::switched_off:
      return "switched_off";
    case StatusCode::closed:
      return "closed";
    case StatusCode::in_use:
      return "in_use";
    case StatusCode::storage_unavailable:
      return "storage_unavailable";
    case StatusCode::storage_corrupt:
      return "storage_corrupt";
    case StatusCode::timed_out:
      return "timed_out";
    case StatusCode::unsupported:
      return "unsupported";
    case StatusCode::internal:
      return "internal";
    case StatusCode::waiting:
      return "waiting";
  }
  return "unknown";
}

std::string_view to_string(DropReason reason) {
  switch (reason) {
    case DropReason::queue_full:
      return "queue_full";
    case DropReason::expired:
      return "expired";
    case DropReason::refused:
      return "refused";
    case DropReason::poisonous:
      return "poisonous";
    case DropReason::corrupt:
      return "corrupt";
    case DropReason::too_large:
      return "too_large";
    case DropReason::purged:
      return "purged";
    case DropReason::consent_denied:
      return "consent_denied";
    case DropReason::lost:
      return "lost";
  }
  return "unknown";
}

std::string_view to_string(SendReason reason) {
  switch (reason) {
    case SendReason::deadline:
      return "deadline";
    case SendReason::immediate:
      return "immediate";
    case SendReason::full_batch:
      return "full_batch";
    case SendReason::radio_awake:
      return "radio_awake";
    case SendReason::flush:
      return "flush";
    case SendReason::parting:
      return "parting";
    case SendReason::nothing_queued:
      return "nothing_queued";
    case SendReason::switched_off:
      return "switched_off";
    case SendReason::no_network:
      return "no_network";
    case SendReason::back_off:
      return "back_off";
    case SendReason::held_back:
      return "held_back";
    case SendReason::in_background:
      return "in_background";
  }
  return "unknown";
}

}  // namespace godwit
