// The Entropy of the kernel: getrandom().
#pragma once

#include "godwit/ports/entropy.h"

namespace godwit {

class SystemEntropy final : public Entropy {
 public:
  void fill(std::span<std::uint8_t> bytes) noexcept override;
};

}  // namespace godwit
