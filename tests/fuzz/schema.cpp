// Claim: whatever a schema says, it is compiled or refused; it compiles to the same bytes again;
// and a pack's verdict on a value depends neither on white space, nor on the order of members, nor
// on which characters are escaped, nor on what was validated before.
//
// Input: a schema, a NUL byte, a value.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_reader.h"
#include "compiler/json_document.h"
#include "compiler/node_compiler.h"
#include "compiler/pack_writer.h"
#include "compiler/registry.h"
#include "schema/group_validator.h"
#include "schema/validator.h"
#include "support/check.h"

namespace {

using namespace godwit;
using namespace godwit::fuzz;
using schema::JsonValue;

constexpr std::uint32_t kDepth = 64;  // JsonReader's default.
// Patterns cost most, and have a fuzz target of their own; the long ones of formats even more.
constexpr std::size_t kPatternsMax = 4;

// `formats`: whether they are checked; those of the metaschemas take long to compile.
std::vector<std::uint32_t> compile(std::string_view text, bool formats,
                                   schema::SchemaErrors& errors) {
  schema::Registry registry;
  schema::SchemaErrors warnings;
  const auto location =
      registry.add("schema.json", "file:///schema.json", text, std::nullopt, errors);
  if (!location) return {};
  schema::NodeCompiler compiler(registry, formats, errors, warnings);
  schema::NamedNode root;
  root.node = compiler.compile(*location);
  if (!errors.empty()) return {};
  return schema::write_pack({root}, compiler.nodes(), compiler.patterns(), errors);
}

// Writes a string of a JSON value, each character escaped if `escaped`.
void write_string(std::string& out, std::string_view text, bool escaped) {
  constexpr const char* kHex = "0123456789abcdef";
  const std::string quoted = schema::quote(text);
  if (!escaped) {
    out += quoted;
    return;
  }
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += "\\u00";
      out += {kHex[byte >> 4], kHex[byte & 15]};
    } else {
      out += c;
    }
  }
  out += '"';
}

// The same value in another spelling.
void write_otherwise(std::string& out, const JsonValue& value, bool reversed, bool escaped) {
  switch (value.kind) {
    case JsonValue::Kind::object: {
      out += "{ ";
      const std::size_t count = value.members.size();
      for (std::size_t i = 0; i < count; ++i) {
        const auto& [name, member] = value.members[reversed ? count - 1 - i : i];
        if (i != 0) out += " ,\n";
        write_string(out, name, escaped);
        out += "\t: ";
        write_otherwise(out, member, reversed, escaped);
      }
      out += " }";
      break;
    }
    case JsonValue::Kind::array:
      out += "[ ";
      for (std::size_t i = 0; i < value.elements.size(); ++i) {
        if (i != 0) out += " ,\r";
        write_otherwise(out, value.elements[i], reversed, escaped);
      }
      out += " ]";
      break;
    case JsonValue::Kind::string:
      write_string(out, value.text, escaped);
      break;
    default:
      out += value.text;
  }
}

bool has_duplicates(const JsonValue& value) {
  for (const JsonValue::Member& member : value.members) {
    if (value.find(member.first) != &member.second || has_duplicates(member.second)) return true;
  }
  for (const JsonValue& element : value.elements) {
    if (has_duplicates(element)) return true;
  }
  return false;
}

void check_value(const SchemaPack& pack, std::string_view value) {
  const pack::Ref group = pack.schemas().front().group;
  SchemaValidator validator(pack);
  const bool valid = validator.validate(group, value);
  const SchemaVerdict verdict = GroupValidator(pack).judge(group, value);
  check(valid == verdict.holds(), "ordinary groups are read as any others");
  check(valid || verdict.clause == kNotJson || validator.refusal().offset == verdict.offset,
        "the first reason is the same");
  const std::string keyword(validator.refusal().keyword);
  const std::string sentence(validator.refusal().sentence);
  if (check_json(value, kDepth) != nullptr) {
    check(!valid && keyword == "json", "what is no JSON is refused as such");
    return;
  }
  check(valid || keyword != "json", "what is JSON is refused for a reason");
  const schema::JsonDocument document = schema::parse_json(value);
  for (const bool escaped : {false, true}) {
    std::string other;
    write_otherwise(other, document.root, !has_duplicates(document.root), escaped);
    check(validator.validate(group, other) == valid, "the spelling does not matter");
  }
  check(validator.validate(group, value) == valid, "what was validated before does not matter");
  check(valid || validator.refusal().sentence == sentence, "the reason stays the same");
}

std::size_t count(std::string_view text, std::string_view word) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string_view::npos; ++at) ++found;
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = input.find('\0');
  const std::string_view text = input.substr(0, end);
  const std::size_t formats = count(text, "format");
  if (count(text, "attern") + kPatternsMax * formats > kPatternsMax) return 0;
  schema::SchemaErrors errors;
  const std::vector<std::uint32_t> words = compile(text, formats != 0, errors);
  check(words.empty() == !errors.empty(), "there is a pack, or an error");
  for (const schema::SchemaError& error : errors) {
    check(!error.sentence.empty(), "an error has a sentence");
  }
  if (words.empty()) return 0;
  schema::SchemaErrors none;
  check(formats != 0 || compile(text, false, none) == words,
        "a schema compiles to the same bytes again");
  SchemaPack pack;
  const std::span<const char> bytes = {reinterpret_cast<const char*>(words.data()),
                                       words.size() * sizeof words[0]};
  check(pack.open(bytes) == nullptr, "a pack that was written can be opened");
  if (end != std::string_view::npos) check_value(pack, input.substr(end + 1));
  return 0;
}
