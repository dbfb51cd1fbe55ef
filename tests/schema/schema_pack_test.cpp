// A pack that was written, as the core opens it.
#include <cstring>
#include <string>
#include <vector>

#include "base/crc32c.h"
#include "schema/support.h"
#include "schema/validator.h"
#include "support/catch.h"

using namespace godwit;
using namespace godwit::schema_test;

namespace {

schema::CompiledSchemas compile_some_versions() {
  const SchemaFolder folder;
  for (const char* name : {"a/1-0-0", "a/1-0-10", "a/1-0-2", "a/2-0-0", "ab/1-0-0"}) {
    const std::string text = std::string(R"({"const":")") + name + R"("})";
    folder.write(std::string(name) + ".json", text);
  }
  folder.write("b.json", R"({"properties":{"x":{"$ref":"a/2-0-0.json"}}})");
  return schema::compile_folder(folder.path(), {});
}

std::vector<std::uint32_t> words_of(std::span<const char> bytes) {
  std::vector<std::uint32_t> words((bytes.size() + 3) / 4);
  std::memcpy(words.data(), bytes.data(), bytes.size());
  return words;
}

}  // namespace

TEST_CASE("schema pack: schemas are found by name and version, or the highest", "[schema]") {
  const schema::CompiledSchemas compiled = compile_some_versions();
  INFO(all_errors(compiled.errors));
  REQUIRE(compiled.errors.empty());
  SchemaPack pack;
  REQUIRE(pack.open(pack_bytes(compiled)) == nullptr);
  CHECK(pack.schemas().size() == 6);
  struct Row {
    const char* name;
    std::optional<SchemaVersion> version;
    const char* found;  // The const in it.
  };
  const Row rows[] = {
      {"a", std::nullopt, "\"a/2-0-0\""},
      {"a", SchemaVersion{1, 0, 0}, "\"a/1-0-0\""},
      {"a", SchemaVersion{1, 0, 2}, "\"a/1-0-2\""},
      {"a", SchemaVersion{1, 0, 10}, "\"a/1-0-10\""},
      {"ab", std::nullopt, "\"ab/1-0-0\""},
      {"a", SchemaVersion{1, 0, 3}, nullptr},
      {"a", SchemaVersion{3, 0, 0}, nullptr},
      {"", std::nullopt, nullptr},
      {"aa", std::nullopt, nullptr},
      {"c", std::nullopt, nullptr},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name, row.found);
    const pack::Schema* schema = pack.find(row.name, row.version);
    REQUIRE((schema != nullptr) == (row.found != nullptr));
    if (schema == nullptr) continue;
    SchemaValidator validator(pack);
    CHECK(validator.validate(schema->group, row.found));
    CHECK_FALSE(validator.validate(schema->group, "\"another\""));
    if (row.version) CHECK(version_of(*schema) == *row.version);
  }
  CHECK(pack.find("b", SchemaVersion{1, 0, 0}) != nullptr);  // A file that has no version.
}

TEST_CASE("schema pack: every byte that is damaged is noticed, and every cut", "[schema]") {
  const schema::CompiledSchemas compiled = compile_some_versions();
  const std::vector<char> good(pack_bytes(compiled).begin(), pack_bytes(compiled).end());
  SchemaPack pack;
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::vector<std::uint32_t> words = words_of(good);
    reinterpret_cast<char*>(words.data())[i] ^= 0x10;
    INFO(i);
    CHECK(pack.open({reinterpret_cast<char*>(words.data()), good.size()}) != nullptr);
    CHECK(pack.schemas().empty());
    CHECK(pack.find("a", std::nullopt) == nullptr);
  }
  const std::vector<std::uint32_t> words = words_of(good);
  for (std::size_t size = 0; size < good.size(); ++size) {
    INFO(size);
    CHECK(pack.open({reinterpret_cast<const char*>(words.data()), size}) != nullptr);
  }
  CHECK(pack.open({reinterpret_cast<const char*>(words.data()), good.size()}) == nullptr);
}

TEST_CASE("schema pack: one of another format says so", "[schema]") {
  const schema::CompiledSchemas compiled = compile_some_versions();
  std::vector<std::uint32_t> words = words_of(pack_bytes(compiled));
  const std::span<const char> bytes = {reinterpret_cast<const char*>(words.data()),
                                       words.size() * 4};
  SchemaPack pack;
  words[1] += 1;
  CHECK(std::string(pack.open(bytes)) == "it is a schema pack of another format");
  words[1] -= 1;
  words[0] += 1;
  CHECK(std::string(pack.open(bytes)) == "it is not a schema pack");
  CHECK(std::string(pack.open({})) == "it is not a schema pack");
}
