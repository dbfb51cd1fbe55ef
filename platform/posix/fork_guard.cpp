#include "posix/fork_guard.h"

#include <sys/mman.h>
#include <unistd.h>

namespace godwit {
namespace {

constexpr std::uint32_t kOwned = 1;

// A page of zeros that the kernel wipes again in children; null if the kernel cannot.
void* map_wiped_page(std::size_t page_bytes) {
  void* const page =
      ::mmap(nullptr, page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return nullptr;
  if (::madvise(page, page_bytes, MADV_WIPEONFORK) == 0) return page;
  ::munmap(page, page_bytes);
  return nullptr;
}

}  // namespace

ForkGuard::ForkGuard()
    : page_bytes_(static_cast<std::size_t>(::sysconf(_SC_PAGESIZE))), maker_(::getpid()) {
  auto* const word = static_cast<std::uint32_t*>(map_wiped_page(page_bytes_));
  if (word != nullptr) *word = kOwned;
  word_ = word;
}

ForkGuard::~ForkGuard() {
  if (word_ != nullptr) ::munmap(const_cast<std::uint32_t*>(word_), page_bytes_);
}

bool ForkGuard::owned() const noexcept {
  return word_ != nullptr ? *word_ == kOwned : ::getpid() == maker_;
}

}  // namespace godwit
