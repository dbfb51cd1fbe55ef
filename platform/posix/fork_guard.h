// Answers whether this is still the process that made the guard, or a child that fork() made since.
//
// Threads: any. Cost: owned() reads one word. The kernel wipes that word in a child
// (MADV_WIPEONFORK); only where it cannot (Linux before 4.14) does owned() ask for the process id.
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
  pid_t maker_ = 0;  // Looked at only where word_ is null.
};

}  // namespace godwit
