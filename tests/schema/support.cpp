#include "schema/support.h"

#include <unistd.h>

#include <atomic>
#include <fstream>

#include "schema/json_path.h"
#include "schema/validator.h"
#include "support/catch.h"

namespace godwit::schema_test {

SchemaFolder::SchemaFolder() {
  static std::atomic<int> count = 0;
  path_ = std::filesystem::temp_directory_path() /
          ("godwit-schema-" + std::to_string(getpid()) + "-" + std::to_string(count++));
  std::filesystem::create_directories(path_);
}

SchemaFolder::~SchemaFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path SchemaFolder::write(const std::string& name, std::string_view text) const {
  const std::filesystem::path path = path_ / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  REQUIRE(file);
  return path;
}

schema::CompiledSchemas compile_text(std::string_view text,
                                     const schema::CompilerOptions& options) {
  const SchemaFolder folder;
  return schema::compile_file(folder.write("schema.json", text), options);
}

std::span<const char> pack_bytes(const schema::CompiledSchemas& compiled) {
  return {reinterpret_cast<const char*>(compiled.pack.data()),
          compiled.pack.size() * sizeof compiled.pack[0]};
}

std::string all_errors(const schema::SchemaErrors& errors) {
  std::string lines;
  for (const schema::SchemaError& error : errors) lines += to_string(error) + "\n";
  return lines;
}

std::string verdict(std::string_view schema, std::string_view value) {
  const schema::CompiledSchemas compiled = compile_text(schema);
  INFO(schema << "\n" << all_errors(compiled.errors));
  REQUIRE(compiled.errors.empty());
  SchemaPack pack;
  REQUIRE(pack.open(pack_bytes(compiled)) == nullptr);
  SchemaValidator validator(pack);
  if (validator.validate(pack.schemas().front().group, value)) return "valid";
  const SchemaRefusal& refusal = validator.refusal();
  Bytes pointer;
  if (refusal.keyword != "json") append_json_pointer(pointer, value, refusal.offset);
  return std::string(pointer.view()) + " " + std::string(refusal.keyword) + ": " +
         std::string(refusal.sentence);
}

}  // namespace godwit::schema_test
