#include "compiler/schema_name.h"

#include "schema/schema_version.h"

namespace godwit::schema {
namespace {

constexpr std::string_view kEnding = ".json";

}  // namespace

std::string to_string(const SchemaVersion& version) {
  return std::to_string(version.model) + "-" + std::to_string(version.revision) + "-" +
         std::to_string(version.addition);
}

std::optional<SchemaName> name_schema(const JsonValue& schema, std::string path, std::string& why) {
  constexpr auto kString = JsonValue::Kind::string;
  if (const JsonValue* self = schema.find("self")) {
    const JsonValue* vendor = self->find("vendor", kString);
    const JsonValue* name = self->find("name", kString);
    const JsonValue* format = self->find("format", kString);
    const JsonValue* version = self->find("version", kString);
    if (vendor == nullptr || name == nullptr || version == nullptr || format == nullptr) {
      why = "it must have vendor, name, format and version, all of them strings";
      return std::nullopt;
    }
    if (format->text != "jsonschema") {
      why = "its format must be jsonschema";
      return std::nullopt;
    }
    const std::optional<SchemaVersion> parsed = parse_schema_version(version->text);
    if (!parsed) {
      why = quote(version->text) +
            " is no version; it must be MODEL-REVISION-ADDITION, such as 1-0-2";
      return std::nullopt;
    }
    return SchemaName{vendor->text + "/" + name->text, *parsed};
  }
  if (path.ends_with(kEnding)) path.resize(path.size() - kEnding.size());
  const std::size_t slash = path.rfind('/');
  if (slash != std::string::npos) {
    if (const auto version = parse_schema_version(std::string_view(path).substr(slash + 1))) {
      return SchemaName{path.substr(0, slash), *version};
    }
  }
  return SchemaName{path, {1, 0, 0}};
}

}  // namespace godwit::schema
