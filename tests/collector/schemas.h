// Shared by the tests of event schemas: packs from short schemas, and events as a client with a
// pack writes them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness.h"
#include "schema/event_schemas.h"

namespace godwit::collector::test {

struct SchemaText {
  const char* path;  // Such as "viewed/1-0-0.json": name and version.
  const char* text;
};
using SchemaTexts = std::vector<SchemaText>;

// An event `viewed` whose price is at most 100 in version 1-0-0, at most 1000 in 1-0-1, and must be
// text in 2-0-0.
extern const SchemaTexts kOlderSchemas;  // Up to 1-0-0.
extern const SchemaTexts kNewerSchemas;  // All.

// The bytes that `godwit schema compile` would write; aligned as a pack must be.
std::vector<std::uint32_t> compile_pack(const SchemaTexts& schemas);
void write_pack(const std::filesystem::path& path, const SchemaTexts& schemas);

// A collector that has a pack, which can be exchanged while it runs.
class SchemaFixture {
 public:
  explicit SchemaFixture(const SchemaTexts& schemas, Options options = {});

  void write(const SchemaTexts& schemas) { write_pack(pack_, schemas); }
  // Sends one event of the first stream, under the next sequence number; its reply.
  Json send(const Json& event);
  // The line of the last event that was stored.
  Json last_line();

  [[nodiscard]] const std::filesystem::path& pack() const { return pack_; }
  [[nodiscard]] Fixture& fixture() { return *fixture_; }

 private:
  TempDirectory directory_;
  std::filesystem::path pack_;
  std::unique_ptr<Fixture> fixture_;
  std::uint64_t sequence_ = 0;
};

// A client's side: its pack, and how strict it is.
class SchemaClient {
 public:
  SchemaClient(const SchemaTexts& schemas, const SchemaRules& rules);
  // The event as the client would send it; nothing where the client refuses it.
  std::optional<Json> write(const std::string& name, const Json& properties,
                            std::optional<SchemaVersion> version = std::nullopt);

 private:
  std::vector<std::uint32_t> words_;
  SchemaPack pack_;
  std::unique_ptr<EventSchemas> schemas_;
};

}  // namespace godwit::collector::test
