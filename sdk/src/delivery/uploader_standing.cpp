// The reason why the uploader waits, for callers of flush() and close().
#include "delivery/uploader.h"

namespace godwit {

Standing Uploader::standing() const {
  if (state_ != State::idle) return {};
  const std::int64_t wait_ms = failures_.not_before_ms - now_ms();
  const std::int64_t next_ms = wait_ms > 0 ? wait_ms : 0;
  if (failures_.key_refused != 0 && next_ms != 0) {
    const bool known = failures_.key_refused != 1;
    return {Standstill::key_refused, next_ms, known ? static_cast<int>(failures_.key_refused) : 0};
  }
  if (device_.network.kind == NetworkKind::none) return {Standstill::no_network, next_ms};
  if (next_ms != 0) return {Standstill::back_off, next_ms};
  return {};
}

}  // namespace godwit
