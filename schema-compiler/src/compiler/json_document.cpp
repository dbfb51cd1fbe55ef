#include "compiler/json_document.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

#include "base/json_reader.h"
#include "base/json_writer.h"

namespace godwit::schema {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string unescaped(std::string_view raw) {
  Bytes bytes;
  append_unescaped(bytes, raw);
  return std::string(bytes.view());
}

// Fewer members are found as fast without an index.
constexpr std::size_t kIndexedMin = 16;

void index_members(JsonValue& object) {
  if (object.members.size() < kIndexedMin) return;
  object.by_name.resize(object.members.size());
  std::iota(object.by_name.begin(), object.by_name.end(), 0);
  std::stable_sort(object.by_name.begin(), object.by_name.end(),
                   [&](std::uint32_t a, std::uint32_t b) {
                     return object.members[a].first < object.members[b].first;
                   });
}

// The reader stands at the value's first token, and then at its last.
JsonValue read_value(JsonReader& reader) {
  JsonValue value;
  switch (reader.token()) {
    case JsonToken::begin_object:
      value.kind = JsonValue::Kind::object;
      while (reader.next() == JsonToken::key) {
        std::string name = unescaped(reader.text());
        reader.next();
        value.members.push_back({std::move(name), read_value(reader)});
      }
      index_members(value);
      break;
    case JsonToken::begin_array:
      value.kind = JsonValue::Kind::array;
      while (reader.next() != JsonToken::end_array && reader.error() == nullptr) {
        value.elements.push_back(read_value(reader));
      }
      break;
    case JsonToken::string:
      value.kind = JsonValue::Kind::string;
      value.text = unescaped(reader.text());
      break;
    case JsonToken::number:
      value.kind = JsonValue::Kind::number;
      value.text = reader.text();
      break;
    case JsonToken::literal_true:
    case JsonToken::literal_false:
      value.kind = JsonValue::Kind::boolean;
      value.text = reader.text();
      break;
    default:
      value.text = "null";
  }
  return value;
}

void write(std::string& out, const JsonValue& value) {
  if (value.is(JsonValue::Kind::object)) {
    out += '{';
    for (const JsonValue::Member& member : value.members) {
      if (out.back() != '{') out += ',';
      out += quote(member.first) + ':';
      write(out, member.second);
    }
    out += '}';
  } else if (value.is(JsonValue::Kind::array)) {
    out += '[';
    for (const JsonValue& element : value.elements) {
      if (&element != value.elements.data()) out += ',';
      write(out, element);
    }
    out += ']';
  } else {
    out += value.is(JsonValue::Kind::string) ? quote(value.text) : value.text;
  }
}

// The next step of the pointer, unescaped; removes it.
std::string take_step(std::string_view& pointer) {
  pointer.remove_prefix(1);
  const std::string_view raw = pointer.substr(0, pointer.find('/'));
  pointer.remove_prefix(raw.size());
  std::string step;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const bool escape = raw[i] == '~' && i + 1 < raw.size();
    step += !escape ? raw[i] : raw[i + 1] == '1' ? '/' : '~';
    if (escape) ++i;
  }
  return step;
}

// The value's child by the name or index of a step, or nullptr.
const JsonValue* child_of(const JsonValue& value, const std::string& step) {
  if (value.is(JsonValue::Kind::object)) return value.find(step);
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  const bool number = error == std::errc() && end == step.data() + step.size();
  return number && index < value.elements.size() ? &value.elements[index] : nullptr;
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  if (!by_name.empty()) {
    // The last of those that are called so stands before the first that comes later.
    const auto behind = std::upper_bound(by_name.begin(), by_name.end(), name,
                                         [this](std::string_view wanted, std::uint32_t index) {
                                           return wanted < members[index].first;
                                         });
    if (behind == by_name.begin() || members[*(behind - 1)].first != name) return nullptr;
    return &members[*(behind - 1)].second;
  }
  const auto found = std::find_if(members.rbegin(), members.rend(),
                                  [name](const Member& member) { return member.first == name; });
  return found == members.rend() ? nullptr : &found->second;
}

const JsonValue* JsonValue::find(std::string_view name, Kind wanted) const {
  const JsonValue* value = find(name);
  return value != nullptr && value->kind == wanted ? value : nullptr;
}

JsonDocument parse_json(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  JsonReader reader(text, kJsonDepthMax);
  JsonDocument document;
  reader.next();
  if (reader.error() == nullptr) document.root = read_value(reader);
  reader.next();
  if (reader.error() == nullptr) return document;
  const std::string_view before = text.substr(0, reader.offset());
  document.error = "line " + std::to_string(1 + std::count(before.begin(), before.end(), '\n')) +
                   ": " + reader.error();
  return document;
}

std::string quote(std::string_view text) {
  Bytes bytes;
  static_cast<void>(append_json_string(bytes, text));  // The reader accepts only UTF-8.
  return std::string(bytes.view());
}

std::string to_json(const JsonValue& value) {
  std::string out;
  write(out, value);
  return out;
}

std::string pointer_step(std::string_view name) {
  std::string step = "/";
  for (const char c : name) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

const JsonValue* follow_pointer(const JsonValue& from, std::string_view pointer) {
  const JsonValue* at = &from;
  while (at != nullptr && !pointer.empty()) {
    at = pointer[0] == '/' ? child_of(*at, take_step(pointer)) : nullptr;
  }
  return at;
}

}  // namespace godwit::schema
