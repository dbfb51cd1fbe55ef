// The schema compiler: JSON Schema files in, a schema pack out.
//
// The same files give the same bytes, whatever the folder is called and in whatever order the file
// system lists it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/dialect.h"
#include "compiler/pack_writer.h"
#include "compiler/schema_error.h"

namespace godwit::schema {

struct CompilerOptions {
  // The draft of schemas that do not name one; what they look like decides otherwise.
  std::optional<Draft> draft;
  // Whether `format` refuses values, as event schemas mean it, or is an annotation.
  bool assert_formats = true;
  // Whether the pack is to know what code of write_cpp() holds by its types.
  bool typed = false;
  // URI prefixes, and the folders that stand for them.
  std::vector<std::pair<std::string, std::filesystem::path>> remotes;
};

struct CompiledSchemas {
  std::vector<std::uint32_t> pack;  // Empty if there are errors.
  std::vector<NamedNode> schemas;
  std::vector<Node> nodes;
  std::vector<std::string> descriptions;  // The nodes'; empty if a node has none.
  SchemaErrors errors;
  SchemaErrors warnings;
};

// One schema, under the empty name.
[[nodiscard]] CompiledSchemas compile_file(const std::filesystem::path& path,
                                           const CompilerOptions& options);

// All *.json files of a folder and those below it, and files of Iglu, which have no ending; those
// in folders called avro, thrift and protobuf are passed over, which is a warning. A schema with a
// `self` is called vendor/name and has its version. Others are called as their file, without its
// ending: name.json has version 1-0-0, and name/2-0-1.json that of the file.
[[nodiscard]] CompiledSchemas compile_folder(const std::filesystem::path& folder,
                                             const CompilerOptions& options);

}  // namespace godwit::schema
