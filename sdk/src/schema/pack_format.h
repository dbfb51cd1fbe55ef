// The bytes of a schema pack, which the schema compiler writes and the validator reads.
//
// A pack is an array of little-endian 32-bit words; docs/schemas.md describes the layout. Every
// structure but the header is found by a `Ref`, the number of words from the pack's start; zero
// means none. Equal parts are written once. Nothing in a pack depends on the draft of its schemas.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace godwit::pack {

using Ref = std::uint32_t;

inline constexpr Ref kNone = 0;
// The group that permits every value.
inline constexpr Ref kAnything = 1;
inline constexpr std::uint32_t kNoMaximum = 0xFFFFFFFF;

inline constexpr std::uint32_t kMagic = 0x50535747;  // "GWSP"
inline constexpr std::uint32_t kFormat = 1;

// UTF-8 text in the pack.
struct Text {
  std::uint32_t offset_bytes;
  std::uint32_t size_bytes;
};

struct Header {
  std::uint32_t magic;
  std::uint32_t format;
  std::uint32_t size_bytes;
  std::uint32_t crc32c;  // Covers all bytes after it.
  std::uint32_t schema_count;
  Ref schemas;  // Schema[schema_count], ordered by name, then by version.
  // True if the whole pack is ordinary: the groups, the rules of strings (syntax_rule.h), and the
  // patterns (pattern_program.h). A page's smaller module checks no other packs.
  std::uint32_t ordinary;
};

// The checksum covers the bytes from here on.
inline constexpr std::uint32_t kCheckedAt = 4 * sizeof(std::uint32_t);

// A schema that events can name.
struct Schema {
  Text name;
  std::uint32_t model, revision, addition;
  Ref group;
  Ref typed_group;  // The rules that generated types do not already guarantee.
};

// Why a value is refused: the keyword, and a sentence whose subject is the value.
struct Clause {
  Text keyword;
  Text sentence;
};

// A schema and all schemas that apply to the same value with it, each once. Schemas that refer to
// others come before them. Member[count] follows.
struct Group {
  std::uint32_t count;
  std::uint32_t traits;  // GroupTrait, joined.
};

enum GroupTrait : std::uint32_t {
  kFollowsEvaluated = 1,  // A member has unevaluatedProperties or …Items.
  kOrdinary = 2,          // There is one member, and validator.h alone checks all its rules.
};

// An ordinary object has at most this many known properties.
inline constexpr std::uint32_t kOrdinaryPropertiesMax = 64;

struct Member {
  Ref node;
  Ref edges;  // Edges.
};

// The ways in which a member depends on other members of its group. Edge[count] follows.
struct Edges {
  std::uint32_t count;
};

enum class EdgeKind : std::uint32_t { all, any, one, negated, condition, dependent };

struct Edge {
  EdgeKind kind;
  Ref clause;
  std::uint32_t slot;  // dependent: the property whose presence makes it apply.
  std::uint32_t count;
  Ref targets;  // uint32_t[count], indices of members; kNoMember for a missing then or else.
};

inline constexpr std::uint32_t kNoMember = 0xFFFFFFFF;

enum Type : std::uint32_t {
  kNull = 1,
  kBoolean = 2,
  kInteger = 4,
  kFraction = 8,  // A number that is not whole.
  kString = 16,
  kArray = 32,
  kObject = 64,
  kAllTypes = 127,
};

// The rules of one schema object itself for a value.
struct Node {
  std::uint32_t types;  // Type, joined.
  Ref type_clause;
  Ref values;  // Values.
  Ref number;  // Number.
  Ref string;  // String.
  Ref array;   // Array.
  Ref object;  // Object.
};

// The values of enum or const. Value[count] follows, ordered by hash.
struct Values {
  Ref clause;
  std::uint32_t count;
};

struct Value {
  std::uint32_t hash_low, hash_high;  // json_hash() of the text.
  Text text;                          // JSON.
};

enum class NumberRule : std::uint32_t {
  minimum,
  maximum,
  exclusive_minimum,
  exclusive_maximum,
  multiple_of,
};

// NumberCheck[count] follows.
struct Number {
  std::uint32_t count;
};

struct NumberCheck {
  NumberRule rule;
  Ref clause;
  Text text;            // The keyword's number.
  std::uint32_t whole;  // A bound: true if it is the whole number low + high * 2^32.
  std::uint32_t low;    // multiple_of: the number is low * 10^high.
  std::int32_t high;
};

// Rules of a string that code checks, besides its pattern.
enum class StringRule : std::uint32_t {
  none,
  leap_second,  // A second of 60 is at 23:59 UTC.
  a_labels,     // Labels that start with xn-- are valid in IDNA 2008.
  regex,        // It is a pattern of ECMA-262 under flag u.
};

// StringCheck[count] follows.
struct String {
  std::uint32_t length_min, length_max;  // Code points.
  Ref length_min_clause, length_max_clause;
  std::uint32_t count;
};

struct StringCheck {
  Ref pattern;  // A table of pattern_machine.h. The string must match it, or the rule uses it.
  StringRule rule;
  Ref clause;
};

struct Array {
  std::uint32_t count_min, count_max;
  Ref count_min_clause, count_max_clause;
  std::uint32_t prefix_count;
  Ref prefix;  // Ref[prefix_count], groups.
  Ref items;   // The group of the elements after the prefix.
  Ref contains;
  std::uint32_t contains_min, contains_max;
  Ref contains_min_clause, contains_max_clause;
  Ref unique_clause;
  Ref unevaluated;
};

struct Object {
  std::uint32_t count_min, count_max;
  Ref count_min_clause, count_max_clause;
  std::uint32_t property_count;
  Ref properties;  // Property[property_count].
  std::uint32_t table_mask;
  Ref table;  // uint16_t[table_mask + 1]: 1 + the property's index, 0 for none.
  std::uint32_t pattern_count;
  Ref patterns;    // PatternProperty[pattern_count].
  Ref additional;  // The group of properties that neither names nor patterns cover.
  Ref names;       // The group of all names.
  std::uint32_t required_count;
  Ref required;  // Required[required_count].
  std::uint32_t dependent_count;
  Ref dependent;  // Dependent[dependent_count].
  Ref unevaluated;
};

// The index in Object::table where the search for a property starts; probing is linear.
[[nodiscard]] inline std::uint32_t name_hash(std::string_view name) {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  if (name.size() >= sizeof first) {
    std::memcpy(&first, name.data(), sizeof first);
    std::memcpy(&last, name.data() + name.size() - sizeof last, sizeof last);
  } else {
    for (const char c : name) first = first << 8 | static_cast<unsigned char>(c);
  }
  // Odd constants of the golden ratio and of MurmurHash3.
  const std::uint32_t hash =
      (first * 0x9E3779B1u ^ last) * 0x85EBCA6Bu + static_cast<std::uint32_t>(name.size());
  return hash ^ hash >> 15;
}

// A name that the schema knows; its index is its slot. In the pack, the name stands between quotes
// and before a colon, as in JSON. If JSON must escape a character of it, a zero byte replaces the
// first quote.
struct Property {
  Text name;
  Ref group;  // None if the name is only required, or requires other names.
};

// The bytes of quotes and colon.
inline constexpr std::uint32_t kNameQuotes = 3;

struct PatternProperty {
  Ref pattern;
  Ref group;
};

struct Required {
  std::uint32_t slot;
  Ref clause;
};

struct Dependent {
  std::uint32_t trigger;
  std::uint32_t slot;
  Ref clause;
};

}  // namespace godwit::pack
