// A fuzz target reports a broken claim by one sentence, then abort(), which libFuzzer reports
// together with the input and the stack.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace godwit::fuzz {

// `claim` is what ought to hold.
inline void check(bool holds, std::string_view claim) {
  if (holds) return;
  std::fprintf(stderr, "\nBroken: %.*s\n", static_cast<int>(claim.size()), claim.data());
  std::abort();
}

}  // namespace godwit::fuzz
