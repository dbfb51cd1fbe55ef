#include "compiler/schema_diff.h"

#include "compiler/comparison.h"

namespace godwit::schema {

std::string_view name_of(SchemaChange change) {
  switch (change) {
    case SchemaChange::model:
      return "MODEL";
    case SchemaChange::revision:
      return "REVISION";
    case SchemaChange::addition:
      return "ADDITION";
    default:
      return "NONE";
  }
}

std::vector<SchemaDifference> compare_schemas(const CompiledSchemas& before,
                                              const CompiledSchemas& after) {
  Comparison comparison(before.nodes, after.nodes);
  comparison.compare(before.schemas.front().node, after.schemas.front().node, "", true);
  return std::move(comparison.differences);
}

SchemaChange promised_change(const SchemaVersion& before, const SchemaVersion& after) {
  if (after.model > before.model) return SchemaChange::model;
  if (after.model < before.model) return SchemaChange::none;
  if (after.revision > before.revision) return SchemaChange::revision;
  if (after.revision < before.revision) return SchemaChange::none;
  return after.addition > before.addition ? SchemaChange::addition : SchemaChange::none;
}

}  // namespace godwit::schema
