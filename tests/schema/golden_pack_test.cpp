// A pack that the first version with schemas has written goes on to say what it said: packs live as
// long as the applications they are shipped with, and a collector is given those of old clients.
//
// packs/format_1.pack was compiled from the folder packs/format_1, in which a file of each schema
// lists values and what the pack says of them: "valid", or pointer and keyword of the refusal.
// If this fails, the format has changed, and needs another number (pack_format.h).
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "schema/json_path.h"
#include "schema/schema_pack.h"
#include "schema/validator.h"
#include "support/catch.h"

using namespace godwit;

namespace {

std::string said(SchemaValidator& validator, const pack::Schema& schema, std::string_view value) {
  if (validator.validate(schema.group, value)) return "valid";
  Bytes pointer;
  append_json_pointer(pointer, value, validator.refusal().offset);
  return std::string(pointer.view()) + " " + std::string(validator.refusal().keyword);
}

}  // namespace

TEST_CASE("schema pack: one of an earlier version says what it said then", "[schema]") {
  const std::string folder = std::string(GODWIT_SCHEMA_TESTS) + "/packs/";
  std::ifstream file(folder + "format_1.pack", std::ios::binary);
  const std::vector<char> read{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::uint32_t> words((read.size() + 3) / 4);
  std::memcpy(words.data(), read.data(), read.size());
  SchemaPack pack;
  REQUIRE(pack.open({reinterpret_cast<const char*>(words.data()), read.size()}) == nullptr);
  SchemaValidator validator(pack);
  struct Row {
    const char* name;
    SchemaVersion version;
    int values;
  };
  for (const Row& row : {Row{"order", {1, 0, 0}, 47}, Row{"page", {2, 1, 0}, 7}}) {
    const pack::Schema* schema = pack.find(std::string("com.example/") + row.name, row.version);
    REQUIRE(schema != nullptr);
    std::ifstream verdicts(folder + "format_1/" + row.name + ".verdicts");
    int values = 0;
    for (std::string line; std::getline(verdicts, line); ++values) {
      INFO(line);
      const std::size_t tab = line.find('\t');
      REQUIRE(tab != std::string::npos);
      CHECK(said(validator, *schema, line.substr(0, tab)) == line.substr(tab + 1));
    }
    CHECK(values == row.values);
  }
}
