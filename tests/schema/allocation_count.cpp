// The linker's --wrap (CMakeLists.txt) leads calls of these four here.
#include "schema/allocation_count.h"

#include <atomic>
#include <cstddef>

namespace {

std::atomic<std::uint64_t> schema_allocations = 0;

}  // namespace

extern "C" {

void* __real_malloc(std::size_t size);
void* __real_calloc(std::size_t count, std::size_t size);
void* __real_realloc(void* old, std::size_t size);
void* __real__Znwm(std::size_t size);
void* __wrap_malloc(std::size_t size);
void* __wrap_calloc(std::size_t count, std::size_t size);
void* __wrap_realloc(void* old, std::size_t size);
void* __wrap__Znwm(std::size_t size);

void* __wrap_malloc(std::size_t size) {
  ++schema_allocations;
  return __real_malloc(size);
}
void* __wrap_calloc(std::size_t count, std::size_t size) {
  ++schema_allocations;
  return __real_calloc(count, size);
}
void* __wrap_realloc(void* old, std::size_t size) {
  ++schema_allocations;
  return __real_realloc(old, size);
}
void* __wrap__Znwm(std::size_t size) {  // operator new(std::size_t)
  ++schema_allocations;
  return __real__Znwm(size);
}

}  // extern "C"

std::uint64_t godwit::schema_test::allocation_count() {
  return schema_allocations;
}
