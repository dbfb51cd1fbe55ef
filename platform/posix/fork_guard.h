// Answers whether this process made the guard, or is a child of it after fork().
//
// Threads: any. Cost: owned() reads one word. The kernel wipes that word in a child
// (MADV_WIPEONFORK). Only if the kernel cannot (Linux before 4.14), owned() asks for the process
// id.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

namespace godwit {

class ForkGuard final {
 public:
  ForkGuard();
  ~ForkGuard();
  ForkGuard(const ForkGuard&) = delete;
  ForkGuard& operator=(const ForkGuard&) = delete;

  [[nodiscard]] bool owned() const noexcept;

 private:
  const volatile std::uint32_t* word_ = nullptr;
  std::size_t page_bytes_ = 0;
  pid_t maker_ = 0;  // Read only if word_ is null.
};

}  // namespace godwit
