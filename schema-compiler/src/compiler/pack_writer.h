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
  // What of it typed code does not hold already; kNoNode: nothing is held.
  NodeId typed = kNoNode;
};

// How large a pack may become.
inline constexpr std::size_t kPackBytesMax = 64u << 20;
// How many schemas may apply to one value by way of allOf, $ref and their like.
inline constexpr std::size_t kGroupMembersMax = 16384;
// Of all groups together: what bounds chains of references that are entered at each of their links.
inline constexpr std::size_t kMembershipsMax = 1u << 20;
inline constexpr std::size_t kPropertiesMax = 65534;

// What is wrong, such as a schema that refers to itself without end, is added to `errors`; the pack
// is then empty.
[[nodiscard]] std::vector<std::uint32_t> write_pack(std::vector<NamedNode> schemas,
                                                    const std::vector<Node>& nodes,
                                                    const PatternTables& patterns,
                                                    SchemaErrors& errors);

}  // namespace godwit::schema
