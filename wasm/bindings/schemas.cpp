// The module with schemas: its further functions for the page.
#include "schemas.h"

#include <cstddef>
#include <new>

#include "schema/event_schemas.h"

namespace {

using namespace godwit;

SchemaPack opened;
alignas(EventSchemas) char schemas_bytes[sizeof(EventSchemas)];

// Results of core_schemas() that are no address.
constexpr int kInvalidPack = 0;
constexpr int kNeedsAllSchemas = 1;  // This module does not check all that the pack asks for.

}  // namespace

const SchemaChoice* choose_schema(SchemaChoice& choice, int model, int revision, int addition) {
  choice.version =
      SchemaVersion{static_cast<std::uint32_t>(model), static_cast<std::uint32_t>(revision),
                    static_cast<std::uint32_t>(addition)};
  return &choice;
}

extern "C" {

// Opens a pack in memory of malloc(), which stays in its place. Returns the schemas for
// core_open(), or one of the two numbers above.
int core_schemas(const char* at, int size, int mode, int unknown) {
  if (opened.open({at, static_cast<std::size_t>(size)}) != nullptr) return kInvalidPack;
  if (!opened.ordinary() && !reads_all_packs()) return kNeedsAllSchemas;
  return static_cast<int>(reinterpret_cast<std::uintptr_t>(new (schemas_bytes) EventSchemas(
      opened, {static_cast<SchemaMode>(mode), static_cast<UnknownSchema>(unknown)})));
}
}
