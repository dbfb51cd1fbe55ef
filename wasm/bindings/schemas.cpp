// The module with schemas: its further functions for the page.
#include "schemas.h"

#include <cstddef>
#include <new>

#include "schema/event_schemas.h"

namespace {

using namespace godwit;

SchemaPack opened;
alignas(EventSchemas) char schemas_bytes[sizeof(EventSchemas)];
EventSchemas* schemas = nullptr;
SchemaChoice choice;
bool chosen = false;

}  // namespace

EventSchemas* page_schemas() {
  return schemas;
}

const SchemaChoice* take_schema_choice() {
  const bool taken = chosen;
  chosen = false;
  return taken ? &choice : nullptr;
}

extern "C" {

// Call it before core_open(). `at`: a pack in memory of malloc(), which stays in its place. Returns
// 0, or why nothing is checked: 1 if the pack is invalid, 2 if it needs more than this module
// checks.
int core_set_schemas(const char* at, int size, int mode, int unknown) {
  if (opened.open({at, static_cast<std::size_t>(size)}) != nullptr) return 1;
  if (!opened.ordinary() && !reads_all_packs()) return 2;
  schemas = new (schemas_bytes)
      EventSchemas(opened, {static_cast<SchemaMode>(mode), static_cast<UnknownSchema>(unknown)});
  return 0;
}

// Sets the schema of the next event.
void core_choose_schema(int model, int revision, int addition) {
  choice.version =
      SchemaVersion{static_cast<std::uint32_t>(model), static_cast<std::uint32_t>(revision),
                    static_cast<std::uint32_t>(addition)};
  chosen = true;
}
}
