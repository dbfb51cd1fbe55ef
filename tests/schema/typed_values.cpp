#include "schema/typed_values.h"

#include <cstdint>
#include <iterator>

#include "compiler/json_document.h"

namespace godwit::schema {
namespace {

constexpr const char* kTexts[] = {"\"\"",
                                  "\"a\"",
                                  "\"red\"",
                                  "\"\xC3\xA9\xF0\x9F\x98\x80\"",
                                  "\"127.0.0.1\"",
                                  "\"2024-02-29T12:00:00Z\"",
                                  "\"https://shop.example/\"",
                                  "\"5f4dcc3b-5aa7-45d6-9d83-27deb882cf99\"",
                                  "\"somebody@shop.example\"",
                                  "\"a text of some more than thirty-two characters\""};
constexpr const char* kIntegers[] = {"0",          "1",
                                     "-1",         "3",
                                     "100",        "65536",
                                     "2147483648", "9223372036854775807",
                                     "101",        "-9223372036854775808"};
constexpr const char* kNumbers[] = {
    "0", "-0", "0.5", "-1.25", "100", "1e+300", "3.0000000000000004"};
constexpr const char* kJson[] = {
    "null",      "true", "1",         "2.5",    "\"a\"", "\"now\"",     "[]",
    "[1,\"x\"]", "{}",   "{\"a\":1}", "\"id\"", "[{}]",  "{\"x1\":[]}", "{\"a\":\"b\",\"id\":3}"};

class Maker {
 public:
  Maker(const EventModel& model, std::mt19937& chance) : model_(model), chance_(chance) {}

  std::string value(const TypedType& type);

 private:
  std::size_t below(std::size_t count) { return chance_() % count; }
  template <std::size_t kCount>
  std::string one_of(const char* const (&choices)[kCount]) {
    return choices[below(kCount)];
  }
  std::string record(const TypedRecord& record);
  std::string list(const TypedType& element);

  const EventModel& model_;
  std::mt19937& chance_;
};

std::string Maker::record(const TypedRecord& record) {
  const std::size_t rare = 1 + below(4);
  std::string json = "{";
  for (const TypedField& field : record.fields) {
    if (!field.required && below(rare) != 0) continue;
    json += (json.size() > 1 ? "," : "") + quote(field.name) + ":" + value(field.type);
  }
  return json + "}";
}

std::string Maker::list(const TypedType& element) {
  std::string json = "[";
  for (std::size_t count = below(4); count > 0; --count) {
    json += (json.size() > 1 ? "," : "") + value(element);
  }
  return json + "]";
}

std::string Maker::value(const TypedType& type) {
  if (type.nullable && type.kind != TypedKind::json && below(4) == 0) return "null";
  const bool listed = type.values != kNoIndex && (type.kind == TypedKind::choice || below(4) != 0);
  if (listed) {
    const std::vector<std::string>& texts = model_.values[type.values].texts;
    return texts[below(texts.size())];
  }
  switch (type.kind) {
    case TypedKind::boolean:
      return below(2) == 0 ? "true" : "false";
    case TypedKind::constant:
      return type.constant;
    case TypedKind::integer:
      return one_of(kIntegers);
    case TypedKind::number:
      return below(2) == 0 ? one_of(kIntegers) : one_of(kNumbers);
    case TypedKind::text:
      return one_of(kTexts);
    case TypedKind::list:
      return list(model_.elements[type.element]);
    case TypedKind::record:
      return record(model_.records[type.record]);
    default:
      return one_of(kJson);
  }
}

}  // namespace

std::string random_event(const EventModel& model, std::mt19937& chance) {
  return Maker(model, chance).value(model.type);
}

}  // namespace godwit::schema
