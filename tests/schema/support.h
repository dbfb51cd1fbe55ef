// Shared by the tests of schemas: a folder of schemas that is removed at the end, and verdicts.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "compiler/compiler.h"
#include "schema/schema_pack.h"

namespace godwit::schema_test {

// Files below a folder of their own, removed at the end.
class SchemaFolder {
 public:
  SchemaFolder();
  ~SchemaFolder();
  SchemaFolder(const SchemaFolder&) = delete;
  SchemaFolder& operator=(const SchemaFolder&) = delete;

  // Makes the folders that the name has in it. Returns the file's path.
  std::filesystem::path write(const std::string& name, std::string_view text) const;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// One schema, by way of a file called schema.json.
[[nodiscard]] schema::CompiledSchemas compile_text(std::string_view text,
                                                   const schema::CompilerOptions& options = {});

// The bytes of a pack; good as long as `compiled` is.
[[nodiscard]] std::span<const char> pack_bytes(const schema::CompiledSchemas& compiled);

// "FILE#POINTER: KEYWORD: SENTENCE" of each, a line each.
[[nodiscard]] std::string all_errors(const schema::SchemaErrors& errors);

// "valid", or "POINTER KEYWORD: SENTENCE" of the refusal; fails the test where the schema is none.
[[nodiscard]] std::string verdict(std::string_view schema, std::string_view value);

}  // namespace godwit::schema_test
