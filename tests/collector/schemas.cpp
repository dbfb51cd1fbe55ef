#include "schemas.h"

#include <fstream>

#include "compiler/compiler.h"
#include "support/catch.h"

namespace godwit::collector::test {
namespace {

constexpr const char* kUpTo100 =
    R"({"required":["price"],"properties":{"price":{"type":"number","maximum":100}}})";
constexpr const char* kUpTo1000 =
    R"({"required":["price"],"properties":{"price":{"type":"number","maximum":1000}}})";
constexpr const char* kText = R"({"required":["price"],"properties":{"price":{"type":"string"}}})";

std::span<const char> bytes_of(const std::vector<std::uint32_t>& words) {
  return {reinterpret_cast<const char*>(words.data()), words.size() * sizeof words[0]};
}

}  // namespace

const SchemaTexts kOlderSchemas = {{"viewed/1-0-0.json", kUpTo100}};
const SchemaTexts kNewerSchemas = {{"viewed/1-0-0.json", kUpTo100},
                                   {"viewed/1-0-1.json", kUpTo1000},
                                   {"viewed/2-0-0.json", kText}};

std::vector<std::uint32_t> compile_pack(const SchemaTexts& schemas) {
  const TempDirectory folder;
  for (const SchemaText& schema : schemas) {
    const std::filesystem::path path = folder.path() / schema.path;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << schema.text;
  }
  const schema::CompiledSchemas compiled = schema::compile_folder(folder.path(), {});
  for (const schema::SchemaError& error : compiled.errors) FAIL_CHECK(to_string(error));
  REQUIRE(compiled.errors.empty());
  return compiled.pack;
}

void write_pack(const std::filesystem::path& path, const SchemaTexts& schemas) {
  const std::vector<std::uint32_t> words = compile_pack(schemas);
  const std::span<const char> bytes = bytes_of(words);
  std::ofstream(path, std::ios::binary) << std::string_view(bytes.data(), bytes.size());
}

SchemaFixture::SchemaFixture(const SchemaTexts& schemas, Options options)
    : pack_(directory_.path() / "pack") {
  write(schemas);
  options.schemas = pack_;
  fixture_ = std::make_unique<Fixture>(std::move(options));
}

Json SchemaFixture::send(const Json& event) {
  ++sequence_;
  Json one = section(sequence_, sequence_);
  one["events"] = Json::array({sequence_, event});
  return fixture_->send(batch({one})).json();
}

Json SchemaFixture::last_line() {
  const std::vector<Json> lines = fixture_->events();
  return lines.empty() ? Json() : lines.back();
}

SchemaClient::SchemaClient(const SchemaTexts& schemas, const SchemaRules& rules)
    : words_(compile_pack(schemas)) {
  REQUIRE(pack_.open(bytes_of(words_)) == nullptr);
  schemas_ = std::make_unique<EventSchemas>(pack_, rules);
}

std::optional<Json> SchemaClient::write(const std::string& name, const Json& properties,
                                        std::optional<SchemaVersion> version) {
  Bytes text;
  text.append(Json{{"n", name}, {"t", 1}}.dump());
  text.truncate(text.size() - 1);
  text.append(",\"p\":");
  const std::size_t properties_at = text.size();
  text.append(properties.dump());
  const SchemaChoice choice{.version = version};
  CheckedEvent checked{name, &choice, text, properties_at};
  if (!schemas_->check(checked).ok()) return std::nullopt;
  text.append('}');
  return Json::parse(text.view());
}

}  // namespace godwit::collector::test
