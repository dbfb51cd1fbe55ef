#include "identity/session.h"

#include <cstring>
#include <type_traits>

#include "base/uuid.h"

namespace godwit {

void Session::restore(std::string_view stored) {
  static_assert(std::is_trivially_copyable_v<Session>);
  if (stored.size() != sizeof *this) return;
  std::memcpy(static_cast<void*>(this), stored.data(), sizeof *this);
  // The timeline is never negative, nor near its type's end.
  if (static_cast<std::uint64_t>(active_ms_) >> 53 != 0) reset();
}

void Session::encode(Bytes& out) const {
  out.append(this, sizeof *this);
}

bool Session::touch(std::int64_t now_ms, std::int64_t idle_max_ms, Entropy& entropy) {
  const bool fresh = number_ == 0 || now_ms - active_ms_ >= idle_max_ms;
  active_ms_ = now_ms;
  if (!fresh) return false;
  id_ = make_id(entropy);
  ++number_;
  return true;
}

}  // namespace godwit
