// Writes nodes as a schema pack (pack_format.h). The same nodes give the same bytes.
#pragma once

#include <string>
#include <vector>

#include "compiler/node_compiler.h"
#include "schema/schema_pack.h"

namespace godwit::schema {

// A schema that events can name, and its node.
struct NamedNode {
  std::string name;
  SchemaVersion version;
  NodeId node = kNoNode;
  // The rules that typed code does not guarantee already; kNoNode: it guarantees none.
  NodeId typed = kNoNode;
};

// The largest pack.
inline constexpr std::size_t kPackBytesMax = 64u << 20;
// The most schemas that may apply to one value through allOf, $ref and their like.
inline constexpr std::size_t kGroupMembersMax = 16384;
// The same for all groups together: bounds chains of references that are entered at each link.
inline constexpr std::size_t kMembershipsMax = 1u << 20;
inline constexpr std::size_t kPropertiesMax = 65534;

// Adds errors, such as a schema that refers to itself without end, to `errors`; the pack is then
// empty.
[[nodiscard]] std::vector<std::uint32_t> write_pack(std::vector<NamedNode> schemas,
                                                    const std::vector<Node>& nodes,
                                                    const PatternTables& patterns,
                                                    SchemaErrors& errors);

}  // namespace godwit::schema
