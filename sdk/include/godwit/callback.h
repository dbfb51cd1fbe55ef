// A completion: a function and the object that it is called on. It has two words and never
// allocates.
//
// Lifetime: the callback owns nothing. A caller that passes one to a port keeps the object alive
// until the callback has run. Ports run every callback exactly once, and never inside the starting
// call.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

namespace godwit {

template <typename Signature>
class Callback;

template <typename... Arguments>
class Callback<void(Arguments...)> {
 public:
  using Function = void (*)(void* object, Arguments... arguments);

  constexpr Callback() = default;
  constexpr Callback(Function function, void* object) : function_(function), object_(object) {}

  // Binds a member function: Callback<void(int)>::to<&Engine::on_timer>(this).
  template <auto Member, typename Object>
  static constexpr Callback to(Object* object) {
    return Callback(
        [](void* target, Arguments... arguments) noexcept {
          (static_cast<Object*>(target)->*Member)(arguments...);
        },
        object);
  }

  void operator()(Arguments... arguments) const {
    if (function_ != nullptr) function_(object_, arguments...);
  }
  explicit constexpr operator bool() const { return function_ != nullptr; }
  friend constexpr bool operator==(const Callback&, const Callback&) = default;

 private:
  Function function_ = nullptr;
  void* object_ = nullptr;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
