#include "properties_writer.h"

#include <charconv>
#include <cmath>

#include "base/json_writer.h"
#include "base/repair.h"
#include "base/utf8.h"

namespace godwit {
namespace {

constexpr const char* kTooDeep = "the value is nested too deeply";

// More than the longest double that std::to_chars writes, "-2.2250738585072014e-308".
constexpr std::size_t kRealBytesMax = 32;

// A longer name is left out of sentences, which have a bound themselves.
constexpr std::size_t kShownNameBytesMax = 128;

const char* write_value(Bytes& out, const Value& value, std::uint32_t depth_max, bool& repaired);

const char* write_member(Bytes& out, std::string_view name, const Value& value,
                         std::uint32_t depth_max, bool& repaired) {
  if (!append_json_string(out, name)) repaired = true;
  out.append(':');
  return write_value(out, value, depth_max, repaired);
}

const char* write_real(Bytes& out, double number) {
  if (!std::isfinite(number)) return "the number is NaN or infinite, which JSON cannot say";
  char* const begin = out.prepare(kRealBytesMax);
  const std::to_chars_result written = std::to_chars(begin, begin + kRealBytesMax, number);
  out.advance(static_cast<std::size_t>(written.ptr - begin));
  return nullptr;
}

const char* write_checked(Bytes& out, std::string_view json, std::uint32_t depth_max,
                          bool& repaired) {
  Bytes storage;
  const char* const wrong = check_and_repair_json(json, storage, depth_max);
  if (wrong == nullptr) out.append(json);
  if (!storage.empty()) repaired = true;
  return wrong;
}

const char* write_list(Bytes& out, std::span<const Value> values, std::uint32_t depth_max,
                       bool& repaired) {
  if (depth_max == 0) return kTooDeep;
  out.append('[');
  for (const Value& value : values) {
    if (&value != values.data()) out.append(',');
    if (const char* wrong = write_value(out, value, depth_max - 1, repaired)) return wrong;
  }
  out.append(']');
  return nullptr;
}

const char* write_object(Bytes& out, std::span<const Property> properties, std::uint32_t depth_max,
                         bool& repaired) {
  if (depth_max == 0) return kTooDeep;
  out.append('{');
  for (const Property& property : properties) {
    if (&property != properties.data()) out.append(',');
    if (const char* wrong =
            write_member(out, property.name, property.value, depth_max - 1, repaired)) {
      return wrong;
    }
  }
  out.append('}');
  return nullptr;
}

const char* write_value(Bytes& out, const Value& value, std::uint32_t depth_max, bool& repaired) {
  switch (value.kind()) {
    case Value::Kind::null:
      out.append("null");
      break;
    case Value::Kind::boolean:
      out.append(value.boolean() ? "true" : "false");
      break;
    case Value::Kind::whole:
      out.append_decimal_signed(value.whole());
      break;
    case Value::Kind::natural:
      out.append_decimal(value.natural());
      break;
    case Value::Kind::real:
      return write_real(out, value.real());
    case Value::Kind::text:
      if (!append_json_string(out, value.text())) repaired = true;
      break;
    case Value::Kind::json:
      return write_checked(out, value.text(), depth_max, repaired);
    case Value::Kind::list:
      return write_list(out, {value.list_begin(), value.count()}, depth_max, repaired);
    case Value::Kind::object:
      return write_object(out, {value.object_begin(), value.count()}, depth_max, repaired);
  }
  return nullptr;
}

// Cuts `out` back to `size` and leaves behind its end the sentence that names the property at
// fault.
const char* take_back(Bytes& out, std::size_t size, const char* what, std::string_view name) {
  out.truncate(size);
  out.append(what);
  if (name.size() <= kShownNameBytesMax && utf8_valid(name)) {
    out.append(" (property \"");
    out.append(name);
    out.append("\")");
  }
  out.append('\0');
  out.truncate(size);
  return out.data() + size;
}

}  // namespace

const char* append_value(Bytes& out, const Value& value, std::uint32_t depth_max, bool& repaired) {
  const std::size_t before = out.size();
  const char* const wrong = write_value(out, value, depth_max, repaired);
  if (wrong != nullptr) out.truncate(before);
  return wrong;
}

const char* append_member(Bytes& out, std::string_view name, const Value& value,
                          std::uint32_t depth_max, bool& repaired) {
  const std::size_t before = out.size();
  const char* const wrong = write_member(out, name, value, depth_max, repaired);
  return wrong == nullptr ? nullptr : take_back(out, before, wrong, name);
}

const char* append_properties(Bytes& out, std::span<const Property> properties, bool& repaired,
                              std::uint32_t depth_max) {
  if (depth_max == 0) return kTooDeep;
  const std::size_t before = out.size();
  out.append('{');
  for (const Property& property : properties) {
    if (&property != properties.data()) out.append(',');
    if (const char* wrong =
            write_member(out, property.name, property.value, depth_max - 1, repaired)) {
      return take_back(out, before, wrong, property.name);
    }
  }
  out.append('}');
  return nullptr;
}

}  // namespace godwit
