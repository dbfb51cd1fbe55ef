#include "godwit/status.h"

#include <cstddef>

#include "godwit/stats.h"

namespace godwit {

Status::Status(StatusCode code, std::string_view message) : code_(code) {
// Pages read the members in memory.
#define GODWIT_PRIVATE_OFFSET(type, member, bytes) static_assert(offsetof(type, member) == (bytes));
#include "interface/layout.def"
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
#define GODWIT_STATUS_CODE(number, name) \
  case StatusCode::name:                 \
    return #name;
#include "interface/enumerations.def"
  }
  return "unknown";
}

std::string_view to_string(DropReason reason) {
  switch (reason) {
#define GODWIT_DROP_REASON(number, name) \
  case DropReason::name:                 \
    return #name;
#include "interface/stats.def"
  }
  return "unknown";
}

std::string_view to_string(SendReason reason) {
  switch (reason) {
#define GODWIT_SEND_REASON(number, name) \
  case SendReason::name:                 \
    return #name;
#include "interface/enumerations.def"
  }
  return "unknown";
}

}  // namespace godwit
