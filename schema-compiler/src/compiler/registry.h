// All schemas that a compilation can refer to: the files of its folder, remote ones and the
// metaschemas. Knows each by its URI, and resolves references among them.
//
// Lifetime: what it hands out are views of what it holds, and good as long as it is.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/dialect.h"
#include "compiler/json_document.h"
#include "compiler/schema_error.h"

namespace godwit::schema {

// A schema with a URI of its own: a file, or what has an `$id`.
struct Resource {
  std::string uri;
  std::string file;
  Draft draft = Draft::draft_2020_12;
  const JsonValue* root = nullptr;
  std::map<std::string, const JsonValue*> anchors;  // Dynamic ones, too.
  std::map<std::string, const JsonValue*> dynamic_anchors;
};

// A schema inside a resource.
struct Location {
  const JsonValue* value = nullptr;
  const Resource* resource = nullptr;
  std::string pointer;  // From the file's root.
};

class Registry {
 public:
  // Files below `directory` stand for URIs that start with `prefix`.
  void add_remotes(std::string prefix, std::filesystem::path directory);

  // Reads a schema and adds its errors to `errors`. If it names no draft, `draft` counts; if that
  // is empty, draft-04 for a schema with a `self`, 2020-12 for others.
  [[nodiscard]] std::optional<Location> add(const std::string& file, const std::string& uri,
                                            std::string_view text, std::optional<Draft> draft,
                                            SchemaErrors& errors);

  // The target of a reference from `from`; without a target, `why` gets a sentence.
  [[nodiscard]] std::optional<Location> resolve(const Location& from, std::string_view reference,
                                                std::string& why);
  [[nodiscard]] Location location_of(const JsonValue& value) const;

 private:
  struct Place {
    const Resource* resource;
    std::string pointer;
  };
  struct Remotes {
    std::string prefix;
    std::filesystem::path directory;
  };
  enum class As { schema, schemas, schema_map, data };

  void walk(const JsonValue& value, As as, Resource* resource, const std::string& pointer,
            SchemaErrors& errors);
  void walk_keywords(const JsonValue& schema, Resource& resource, const std::string& pointer,
                     SchemaErrors& errors);
  Resource* enter(const JsonValue& schema, Resource& outer, const std::string& pointer,
                  SchemaErrors& errors);
  // Makes the URI the resource's, if it is nobody's.
  void claim(const std::string& uri, Resource* resource, const SchemaError& where,
             SchemaErrors& errors);
  [[nodiscard]] const Resource* find_resource(const std::string& uri, std::string& why);
  [[nodiscard]] bool load(const std::string& uri, std::string& why);

  std::vector<std::unique_ptr<JsonValue>> documents_;
  std::vector<std::unique_ptr<Resource>> resources_;
  std::map<std::string, Resource*> by_uri_;
  std::unordered_map<const JsonValue*, Place> places_;
  std::vector<Remotes> remotes_;
};

}  // namespace godwit::schema
