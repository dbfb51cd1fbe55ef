#include "identity/session.h"

#include <cstring>
#include <type_traits>

#include "base/uuid.h"

namespace godwit {

void Session::restore(std::string_view stored) {
  static_assert(std::is_trivially_copyable_v<State>);
  if (stored.size() != sizeof now_) return;
  std::memcpy(static_cast<void*>(&now_), stored.data(), sizeof now_);
  // A time on the timeline is never negative, and never near the end of its type.
  if (static_cast<std::uint64_t>(now_.active_ms) >> 53 != 0) reset();
  noted_ = now_;
}

bool Session::note(std::int64_t interval_ms, Bytes& out) {
  if (now_.number == noted_.number && now_.active_ms - noted_.active_ms < interval_ms) return false;
  noted_ = now_;
  out.append(&now_, sizeof now_);
  return true;
}

bool Session::touch(std::int64_t now_ms, std::int64_t idle_max_ms, Entropy& entropy) {
  const bool fresh = now_.number == 0 || now_ms - now_.active_ms >= idle_max_ms;
  now_.active_ms = now_ms;
  if (!fresh) return false;
  now_.id = make_id(entropy);
  ++now_.number;
  return true;
}

}  // namespace godwit
