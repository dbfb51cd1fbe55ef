// The validator as a module of its own, with the flags of the package's, to be measured in Node.
#include <cstddef>
#include <new>

#include "schema/validator.h"

namespace {

godwit::SchemaPack opened;
alignas(godwit::SchemaValidator) char bytes[sizeof(godwit::SchemaValidator)];
godwit::SchemaValidator* validator = nullptr;

}  // namespace

extern "C" {

// Returns 0 where the pack is good.
int open_pack(const char* at, int size) {
  if (opened.open({at, static_cast<std::size_t>(size)}) != nullptr) return 1;
  validator = new (bytes) godwit::SchemaValidator(opened);
  return 0;
}

int validate(const char* at, int size) {
  return validator->validate(opened.schemas().front().group, {at, static_cast<std::size_t>(size)})
             ? 1
             : 0;
}
}
