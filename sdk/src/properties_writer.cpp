#include "properties_writer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/json_writer.h"
#include "base/name_hash.h"
#include "base/repair.h"
#include "base/utf8.h"

namespace godwit {
namespace {

constexpr const char* kTooDeep = "the value is nested too deeply";

// Longer than the longest double that std::to_chars writes, "-2.2250738585072014e-308".
constexpr std::size_t kRealBytesMax = 32;

// Sentences, which have a bound themselves, leave a longer name out.
constexpr std::size_t kShownNameBytesMax = 128;

// Up to this many names are compared without a list of their hashes, which would need an
// allocation.
constexpr std::size_t kComparedNamesMax = 64;

const char* write_value(Bytes& out, const Value& value, std::uint32_t depth_max, bool& repaired);

const char* write_member(Bytes& out, std::string_view name, const Value& value,
                         std::uint32_t depth_max, bool& repaired) {
  if (!append_json_string(out, name)) repaired = true;
  out.append(':');
  return write_value(out, value, depth_max, repaired);
}

// Writes a number with at most three decimals, such as a price or a share, and returns true if it
// did. This is twice as fast as std::to_chars() and gives the same bytes. A decimal of at most 15
// digits that reads back as the number is the shortest one (IEEE 754-2019, 5.12.2), and below
// 100,000 no exponent is shorter.
bool write_short_real(Bytes& out, double number) {
  constexpr double kScale = 1000;
  if (!(std::fabs(number) < 100'000) || number == 0) return false;
  const auto scaled = static_cast<std::int64_t>(number * kScale + std::copysign(0.5, number));
  if (static_cast<double>(scaled) / kScale != number) return false;
  if (scaled < 0) out.append('-');
  const auto size = static_cast<std::uint64_t>(scaled < 0 ? -scaled : scaled);
  out.append_decimal(size / 1000);
  const std::uint64_t decimals = size % 1000;
  if (decimals == 0) return true;
  const char digits[] = {'.', static_cast<char>('0' + decimals / 100),
                         static_cast<char>('0' + decimals / 10 % 10),
                         static_cast<char>('0' + decimals % 10)};
  out.append(digits, decimals % 10 != 0 ? 4 : decimals % 100 != 0 ? 3 : 2);
  return true;
}

const char* write_real(Bytes& out, double number) {
  if (write_short_real(out, number)) return nullptr;
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

struct ListWriter {
  Bytes& out;
  std::uint32_t depth_max;
  std::size_t begin;
  bool& repaired;
  const char* wrong = nullptr;

  static bool visit(void* context, const Value& element) {
    auto& writer = *static_cast<ListWriter*>(context);
    if (writer.out.size() != writer.begin) writer.out.append(',');
    writer.wrong = write_value(writer.out, element, writer.depth_max, writer.repaired);
    return writer.wrong == nullptr;
  }
};

const char* write_list(Bytes& out, const Value& list, std::uint32_t depth_max, bool& repaired) {
  if (depth_max == 0) return kTooDeep;
  out.append('[');
  ListWriter writer{out, depth_max - 1, out.size(), repaired};
  list.each(&writer, ListWriter::visit);
  out.append(']');
  return writer.wrong;
}

bool contains(std::span<const Property> properties, std::string_view name) {
  for (const Property& property : properties) {
    if (property.name == name) return true;
  }
  return false;
}

// One bit of 64, equal for equal names; cheaper than name_hash().
std::uint64_t name_bit(std::string_view name) {
  if (name.empty()) return 1;
  const auto first = static_cast<unsigned char>(name.front());
  const auto last = static_cast<unsigned char>(name.back());
  return std::uint64_t{1} << ((name.size() * 11 + first * 5 + last) % 64);
}

// True if a name may be there twice. Many names are compared only by their hashes.
bool may_repeat(std::span<const Property> properties) {
  if (properties.size() > kComparedNamesMax) {
    std::vector<std::uint32_t> hashes;
    hashes.reserve(properties.size());
    for (const Property& property : properties) hashes.push_back(name_hash(property.name));
    std::sort(hashes.begin(), hashes.end());
    return std::adjacent_find(hashes.begin(), hashes.end()) != hashes.end();
  }
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < properties.size(); ++i) {
    const std::uint64_t bit = name_bit(properties[i].name);
    if ((seen & bit) != 0 && contains(properties.first(i), properties[i].name)) return true;
    seen |= bit;
  }
  return false;
}

// If a name is there several times, the last property counts; the others are written only to find
// their errors. Returns the error, and puts the name of its property into `at_fault`.
const char* write_object(Bytes& out, std::span<const Property> properties, std::uint32_t depth_max,
                         std::string_view& at_fault, bool& repaired) {
  if (depth_max == 0) return kTooDeep;
  out.append('{');
  const std::size_t begin = out.size();
  const bool repeats = may_repeat(properties);
  for (std::size_t i = 0; i < properties.size(); ++i) {
    const auto& [name, value] = properties[i];
    const std::size_t before = out.size();
    if (before != begin) out.append(',');
    if (const char* wrong = write_member(out, name, value, depth_max - 1, repaired)) {
      at_fault = name;
      return wrong;
    }
    if (repeats && contains(properties.subspan(i + 1), name)) out.truncate(before);
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
      return write_list(out, value, depth_max, repaired);
    case Value::Kind::object: {
      std::string_view at_fault;
      return write_object(out, value.object(), depth_max, at_fault, repaired);
    }
    case Value::Kind::fault:
      return value.text().data();
  }
  return nullptr;
}

// Cuts `out` back to `size`. After its end it leaves the sentence that names the property with the
// error.
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
  std::string_view at_fault;
  const char* const wrong = write_object(out, properties, depth_max, at_fault, repaired);
  return wrong == nullptr ? nullptr : take_back(out, before, wrong, at_fault);
}

}  // namespace godwit
