#include "compiler/registry.h"

#include <system_error>
#include <utility>

#include "compiler/metaschemas.h"
#include "compiler/uri.h"
#include "files/whole_file.h"

namespace godwit::schema {
namespace {

const JsonValue* identifier_of(const JsonValue& schema, Draft draft) {
  const bool draft_04 = draft == Draft::draft_04;
  if (draft_04 && schema.find("$ref") != nullptr) return nullptr;  // Nothing beside it counts.
  return schema.find(draft_04 ? "id" : "$id", JsonValue::Kind::string);
}

SchemaError unknown_dialect(const std::string& file, const std::string& pointer,
                            const std::string& name) {
  return {file, pointer, "$schema",
          quote(name) + " is a dialect that is not known; use draft-04 or 2020-12"};
}

// The draft of a schema that stands by itself.
std::optional<Draft> draft_of(const JsonValue& root, std::optional<Draft> unnamed,
                              const std::string& file, SchemaErrors& errors) {
  if (const JsonValue* named = root.find("$schema", JsonValue::Kind::string)) {
    if (const Draft* known = find_draft(named->text)) return *known;
    errors.push_back(unknown_dialect(file, "/$schema", named->text));
    return std::nullopt;
  }
  if (unnamed) return *unnamed;
  return root.find("self") != nullptr ? Draft::draft_04 : Draft::draft_2020_12;
}

}  // namespace

void Registry::add_remotes(std::string prefix, std::filesystem::path directory) {
  remotes_.push_back({std::move(prefix), std::move(directory)});
}

std::optional<Location> Registry::add(const std::string& file, const std::string& uri,
                                      std::string_view text, std::optional<Draft> draft,
                                      SchemaErrors& errors) {
  JsonDocument document = parse_json(text);
  if (!document.error.empty()) {
    errors.push_back({file, "", "", "it is not JSON: " + document.error});
    return std::nullopt;
  }
  const JsonValue& root =
      *documents_.emplace_back(std::make_unique<JsonValue>(std::move(document.root)));
  if (!root.is(JsonValue::Kind::object) && !root.is(JsonValue::Kind::boolean)) {
    errors.push_back({file, "", "", "it is no schema: neither an object nor a boolean"});
    return std::nullopt;
  }
  const std::optional<Draft> spoken = draft_of(root, draft, file, errors);
  if (!spoken) return std::nullopt;
  Resource& resource = *resources_.emplace_back(std::make_unique<Resource>());
  resource = {uri, file, *spoken, &root, {}, {}};
  by_uri_.emplace(uri, &resource);
  walk(root, As::schema, &resource, "", errors);
  return location_of(root);
}

Location Registry::location_of(const JsonValue& value) const {
  const Place& place = places_.at(&value);
  return {&value, place.resource, place.pointer};
}

void Registry::walk(const JsonValue& value, As as, Resource* resource, const std::string& pointer,
                    SchemaErrors& errors) {
  if (as == As::schemas && !value.is(JsonValue::Kind::array)) as = As::schema;
  if (as == As::schema && value.is(JsonValue::Kind::object)) {
    resource = enter(value, *resource, pointer, errors);
    places_[&value] = {resource, pointer};
    walk_keywords(value, *resource, pointer, errors);
    return;
  }
  places_[&value] = {resource, pointer};
  const As below = as == As::schemas || as == As::schema_map ? As::schema : As::data;
  for (std::size_t i = 0; i < value.elements.size(); ++i) {
    walk(value.elements[i], below, resource, pointer + "/" + std::to_string(i), errors);
  }
  for (const auto& [name, member] : value.members) {
    walk(member, below, resource, pointer + pointer_step(name), errors);
  }
}

void Registry::walk_keywords(const JsonValue& schema, Resource& resource,
                             const std::string& pointer, SchemaErrors& errors) {
  for (const auto& [name, value] : schema.members) {
    const Keyword* keyword = find_keyword(resource.draft, name);
    const Shape shape = keyword != nullptr ? keyword->shape : Shape::data;
    walk(value,
         shape == Shape::schema       ? As::schemas
         : shape == Shape::schema_map ? As::schema_map
                                      : As::data,
         &resource, pointer + pointer_step(name), errors);
  }
}

void Registry::claim(const std::string& uri, Resource* resource, const SchemaError& where,
                     SchemaErrors& errors) {
  const auto [known, added] = by_uri_.try_emplace(uri, resource);
  if (added || known->second == resource) return;
  errors.push_back(where);
  errors.back().sentence = quote(uri) + " is what " + known->second->file + " is";
}

// The resource that the schema belongs to: its own, where it has an identifier.
Resource* Registry::enter(const JsonValue& schema, Resource& outer, const std::string& pointer,
                          SchemaErrors& errors) {
  Resource* resource = &outer;
  const SchemaError where = {outer.file, pointer, outer.draft == Draft::draft_04 ? "id" : "$id",
                             ""};
  const auto add_anchor = [&](const std::string& name, const char* keyword) {
    const auto [known, added] = resource->anchors.try_emplace(name, &schema);
    if (added || known->second == &schema) return;
    errors.push_back({outer.file, pointer, keyword, quote(name) + " is there twice"});
  };
  if (const JsonValue* identifier = identifier_of(schema, outer.draft)) {
    const std::optional<Uri> uri = godwit::schema::resolve(outer.uri, identifier->text);
    if (!uri) {
      errors.push_back(where);
      errors.back().sentence = quote(identifier->text) + " is no URI";
    } else if (uri->resource == outer.uri) {
      // "#name": an anchor of draft-04.
      if (!uri->fragment.empty()) add_anchor(uri->fragment, "id");
    } else if (&schema == outer.root) {
      outer.uri = uri->resource;
      claim(outer.uri, &outer, where, errors);  // Known by both names.
    } else {
      resource = resources_.emplace_back(std::make_unique<Resource>()).get();
      *resource = {uri->resource, outer.file, outer.draft, &schema, {}, {}};
      if (const JsonValue* named = schema.find("$schema", JsonValue::Kind::string)) {
        const Draft* draft = find_draft(named->text);
        if (draft == nullptr) {
          errors.push_back(unknown_dialect(outer.file, pointer + "/$schema", named->text));
        } else {
          resource->draft = *draft;
        }
      }
      claim(resource->uri, resource, where, errors);
      if (!uri->fragment.empty()) add_anchor(uri->fragment, "id");
    }
  }
  if (resource->draft == Draft::draft_2020_12) {
    if (const JsonValue* anchor = schema.find("$anchor", JsonValue::Kind::string)) {
      add_anchor(anchor->text, "$anchor");
    }
    if (const JsonValue* anchor = schema.find("$dynamicAnchor", JsonValue::Kind::string)) {
      add_anchor(anchor->text, "$dynamicAnchor");
      resource->dynamic_anchors[anchor->text] = &schema;
    }
  }
  return resource;
}

bool Registry::load(const std::string& uri, std::string& why) {
  std::optional<std::string> text;
  std::string file = uri;
  if (const char* built_in = metaschema(uri)) text = built_in;
  for (const Remotes& remotes : remotes_) {
    if (text || !uri.starts_with(remotes.prefix)) continue;
    const std::filesystem::path inside =
        std::filesystem::path(percent_decoded(uri.substr(remotes.prefix.size())))
            .lexically_normal();
    if (inside.is_absolute() || inside.empty() || *inside.begin() == "..") continue;
    const std::filesystem::path path = remotes.directory / inside;
    file = path.string();
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) continue;
    Result<std::string> read = read_whole_file(file);
    if (!read.ok()) {
      why = read.status().message();
      return false;
    }
    text = std::move(read.value());
  }
  if (!text) {
    why = quote(uri) + " is no schema of this compilation; give its folder with --remotes";
    return false;
  }
  SchemaErrors errors;
  if (add(file, uri, *text, std::nullopt, errors) && errors.empty()) return true;
  why = to_string(errors.front());
  return false;
}

const Resource* Registry::find_resource(const std::string& uri, std::string& why) {
  const auto found = by_uri_.find(uri);
  if (found != by_uri_.end()) return found->second;
  if (!load(uri, why)) return nullptr;
  return by_uri_.at(uri);
}

std::optional<Location> Registry::resolve(const Location& from, std::string_view reference,
                                          std::string& why) {
  const std::optional<Uri> uri = godwit::schema::resolve(from.resource->uri, reference);
  if (!uri) {
    why = quote(reference) + " is no URI reference";
    return std::nullopt;
  }
  const Resource* resource = find_resource(uri->resource, why);
  if (resource == nullptr) return std::nullopt;
  const JsonValue* target = nullptr;
  if (uri->fragment.empty() || uri->fragment[0] == '/') {
    target = follow_pointer(*resource->root, uri->fragment);
  } else if (const auto anchor = resource->anchors.find(uri->fragment);
             anchor != resource->anchors.end()) {
    target = anchor->second;
  }
  if (target == nullptr) {
    why = quote(reference) + " leads nowhere: " + quote(resource->uri) + " has no " +
          quote(uri->fragment);
    return std::nullopt;
  }
  return location_of(*target);
}

}  // namespace godwit::schema
