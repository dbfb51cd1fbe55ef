#include "compiler/compiler.h"

#include <algorithm>
#include <map>

#include "compiler/node_compiler.h"
#include "compiler/registry.h"
#include "compiler/schema_name.h"
#include "files/whole_file.h"
#include "schema/schema_version.h"
#include "typed_code/residual.h"

namespace godwit::schema {
namespace {

// Files have URIs below this, so that they can refer to each other by their paths.
constexpr const char* kFolderUri = "file:///";

std::string uri_of(const std::string& path) {
  std::string uri = kFolderUri;
  for (const char c : path) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '.' || c == '_' || c == '~' || c == '/';
    constexpr const char* kHex = "0123456789ABCDEF";
    if (plain) {
      uri += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      uri += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return uri;
}

std::optional<std::string> read_file(const std::filesystem::path& path, SchemaErrors& errors) {
  Result<std::string> text = read_whole_file(path.string());
  if (text.ok()) return std::move(text.value());
  errors.push_back({path.string(), "", "", std::string(text.status().message())});
  return std::nullopt;
}

// Collects from everything below `value` that could be a schema. Nobody asks for the others.
void collect_descriptions(const JsonValue& value, const std::string& place,
                          std::map<std::string, std::string>& descriptions) {
  const JsonValue* description = value.find("description", JsonValue::Kind::string);
  if (description != nullptr) descriptions[place] = description->text;
  for (const auto& [name, member] : value.members) {
    collect_descriptions(member, place + pointer_step(name), descriptions);
  }
  for (std::size_t i = 0; i < value.elements.size(); ++i) {
    collect_descriptions(value.elements[i], place + "/" + std::to_string(i), descriptions);
  }
}

class Compilation {
 public:
  explicit Compilation(const CompilerOptions& options) : options_(options) {
    for (const auto& [prefix, folder] : options.remotes) registry_.add_remotes(prefix, folder);
  }

  void add_remotes(const std::filesystem::path& folder) {
    registry_.add_remotes(kFolderUri, folder);
  }
  [[nodiscard]] std::optional<Location> read(const std::filesystem::path& path,
                                             const std::string& name) {
    const std::optional<std::string> text = read_file(path, result_.errors);
    if (!text) return std::nullopt;
    const std::optional<Location> location =
        registry_.add(name, uri_of(name), *text, options_.draft, result_.errors);
    if (location) collect_descriptions(*location->value, name + "#", descriptions_);
    return location;
  }
  void add(std::string name, SchemaVersion version, const Location& location) {
    result_.schemas.push_back({std::move(name), version, compiler_.compile(location)});
  }
  [[nodiscard]] CompiledSchemas finish() {
    result_.nodes = compiler_.nodes();
    for (const Node& node : result_.nodes) {
      const auto found = descriptions_.find(node.file + "#" + node.pointer);
      result_.descriptions.push_back(found == descriptions_.end() ? "" : found->second);
    }
    if (result_.errors.empty()) {
      if (options_.typed) find_residuals();
      result_.pack =
          write_pack(result_.schemas, result_.nodes, compiler_.patterns(), result_.errors);
    }
    return std::move(result_);
  }
  [[nodiscard]] SchemaErrors& errors() { return result_.errors; }
  [[nodiscard]] SchemaErrors& warnings() { return result_.warnings; }

 private:
  void find_residuals() {
    for (NamedNode& schema : result_.schemas) {
      schema.typed = residual(model_event(schema, result_.nodes), result_.nodes);
    }
  }

  const CompilerOptions& options_;
  CompiledSchemas result_;
  std::map<std::string, std::string> descriptions_;  // By FILE#POINTER.
  Registry registry_;
  NodeCompiler compiler_{registry_, options_.assert_formats, result_.errors, result_.warnings};
};

// Paths within the folder, in an order of their own.
std::vector<std::string> list_schemas(const std::filesystem::path& folder, SchemaErrors& errors) {
  std::vector<std::string> paths;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::filesystem::path relative = at->path().lexically_relative(folder);
    const bool version = parse_schema_version(relative.filename().string()).has_value();
    if (at->is_regular_file(error) && (relative.extension() == ".json" || version)) {
      paths.push_back(relative.generic_string());
    }
  }
  if (error) errors.push_back({folder.string(), "", "", error.message()});
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Iglu keeps schemas of other systems beside those of JSON Schema: vendor/name/FORMAT/1-0-0.
bool foreign_format(const std::filesystem::path& path) {
  const std::string format = path.parent_path().filename().string();
  return format == "avro" || format == "thrift" || format == "protobuf";
}

}  // namespace

CompiledSchemas compile_file(const std::filesystem::path& path, const CompilerOptions& options) {
  Compilation compilation(options);
  compilation.add_remotes(path.parent_path());
  const std::optional<Location> location = compilation.read(path, path.filename().string());
  if (location) compilation.add({}, {}, *location);
  return compilation.finish();
}

CompiledSchemas compile_folder(const std::filesystem::path& folder,
                               const CompilerOptions& options) {
  Compilation compilation(options);
  const std::vector<std::string> paths = list_schemas(folder, compilation.errors());
  std::vector<std::pair<SchemaName, Location>> read;
  std::map<std::string, std::string> named;
  for (const std::string& path : paths) {
    if (foreign_format(path)) {
      compilation.warnings().push_back({path, "", "", "it is no JSON Schema, and passed over"});
      continue;
    }
    const std::optional<Location> location = compilation.read(folder / path, path);
    if (!location) continue;
    std::string why;
    const std::optional<SchemaName> name = name_schema(*location->value, path, why);
    if (!name) {
      compilation.errors().push_back({path, "/self", "self", why});
      continue;
    }
    const std::string whole = name->name + " " + to_string(name->version);
    if (const auto [other, added] = named.emplace(whole, path); !added) {
      compilation.errors().push_back({path, "", "", whole + " is what " + other->second + " is"});
    }
    read.emplace_back(*name, *location);
  }
  // Only when all are known can they refer to each other.
  for (const auto& [name, location] : read) compilation.add(name.name, name.version, location);
  return compilation.finish();
}

}  // namespace godwit::schema
