// The form of an event in typed code: its fields, and the structs and enums that they need.
//
// A type asks for no more than the schema does, except that an object that is not closed takes only
// the properties that are known. What no type can say is JSON text. The same schema gives the same
// model, whatever else is compiled with it.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "compiler/model.h"
#include "compiler/pack_writer.h"

namespace godwit::schema {

// Objects and lists that are nested deeper are JSON text.
inline constexpr std::size_t kTypedDepthMax = 24;
// A constant that is longer is given by the caller.
inline constexpr std::size_t kConstantBytesMax = 256;

inline constexpr std::size_t kNoIndex = static_cast<std::size_t>(-1);

enum class TypedKind {
  boolean,
  choice,    // An enum of strings.
  constant,  // Only one value is valid.
  integer,
  json,
  list,
  never,  // No value is valid.
  number,
  record,
  text,
};

struct TypedType {
  TypedKind kind = TypedKind::json;
  bool nullable = false;
  NodeId node = kAnythingNode;     // The value's schema; canonical.
  std::size_t record = kNoIndex;   // For a record.
  std::size_t element = kNoIndex;  // For a list.
  std::size_t values = kNoIndex;   // If the schema lists the values, and all are scalars.
  std::string constant;            // JSON.
};

struct TypedField {
  std::string name;
  NodeId node = kNoNode;  // As it is declared; kNoNode where it is only required.
  TypedType type;
  bool required = false;
};

// A place where types need a name: of the record that has the field, and of the field.
struct TypedPlace {
  std::size_t record = kNoIndex;
  std::string field;
};

struct TypedRecord {
  NodeId node = kNoNode;
  TypedPlace place;
  std::string name;  // The type's; empty for the event's own.
  std::vector<TypedField> fields;
};

// Values that a schema lists. Strings become enums; others are of use where a type can list any.
struct TypedValues {
  NodeId node = kNoNode;
  TypedKind kind = TypedKind::json;
  TypedPlace place;
  std::string name;
  std::vector<std::string> texts;  // JSON, no null.
};

struct EventModel {
  std::string name;
  SchemaVersion version;
  // The event's own properties: a record without further ado, or JSON.
  TypedType type;
  std::vector<TypedRecord> records;  // The event's own first.
  std::vector<std::size_t> order;    // Records, each after those that it needs.
  std::vector<TypedValues> values;
  std::deque<TypedType> elements;
};

[[nodiscard]] EventModel model_event(const NamedNode& schema, const std::vector<Node>& nodes);

}  // namespace godwit::schema
