// A call that is to fail: the n-th of its kind, alone or with all that follow.
#pragma once

#include <cstdint>

namespace godwit::sim {

struct ChosenCall {
  std::uint64_t call = 0;  // The one that fails, counted from 1; 0: none.
  bool onward = false;     // And all later ones.
  std::uint64_t calls = 0;
  bool failed = false;  // It came to that.

  // A call is made. Returns whether it fails.
  bool fails() {
    ++calls;
    if (call == 0 || (onward ? calls < call : calls != call)) return false;
    return failed = true;
  }
};

}  // namespace godwit::sim
