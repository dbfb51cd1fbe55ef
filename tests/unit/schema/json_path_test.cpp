#include "schema/json_path.h"

#include <algorithm>
#include <string>

#include "base/json_reader.h"
#include "support/catch.h"

using namespace godwit;

namespace {

std::string schema_pointer(std::string_view text, std::size_t offset) {
  Bytes pointer;
  append_json_pointer(pointer, text, offset);
  return std::string(pointer.view());
}

// To where `part` first stands in the text.
std::string schema_pointer_to(std::string_view text, std::string_view part) {
  return schema_pointer(text, text.find(part));
}

}  // namespace

TEST_CASE("json path: a value's pointer, and that of a key's value", "[schema]") {
  const char* text = R"( {"a": [1, {"b": null}, []], "c/d~e": "f", "": {"": 2}, "\u0067\"": 3} )";
  CHECK(schema_pointer(text, 1).empty());
  CHECK(schema_pointer(text, 0).empty());
  CHECK(schema_pointer_to(text, "\"a\"") == "/a");
  CHECK(schema_pointer_to(text, "[1") == "/a");
  CHECK(schema_pointer_to(text, "1") == "/a/0");
  CHECK(schema_pointer_to(text, "{\"b\"") == "/a/1");
  CHECK(schema_pointer_to(text, "\"b\"") == "/a/1/b");
  CHECK(schema_pointer_to(text, "null") == "/a/1/b");
  CHECK(schema_pointer_to(text, "[]") == "/a/2");
  CHECK(schema_pointer_to(text, "\"f\"") == "/c~1d~0e");
  CHECK(schema_pointer_to(text, "{\"\": 2") == "/");
  CHECK(schema_pointer_to(text, "2}") == "//");
  CHECK(schema_pointer_to(text, "3") == "/g\"");
}

TEST_CASE("json path: the way to every token leads back to it", "[schema]") {
  const std::string_view text =
      R"({"a":[[],[1,[2,{"x":[{"y":[true]}]}]],"z"],"b":{"c":{"d":{"e":[[[[0]]]]}}}})";
  JsonReader reader(text);
  int count = 0;
  while (reader.next() != JsonToken::end) {
    const JsonToken token = reader.token();
    if (token == JsonToken::key || token == JsonToken::end_array ||
        token == JsonToken::end_object) {
      continue;
    }
    // Followed from the start, step by step.
    const std::string pointer = schema_pointer(text, reader.offset());
    JsonReader at(text);
    at.next();
    for (std::size_t begin = 0; begin < pointer.size();) {
      const std::size_t end = std::min(pointer.find('/', begin + 1), pointer.size());
      const std::string step = pointer.substr(begin + 1, end - begin - 1);
      const bool object = at.token() == JsonToken::begin_object;
      std::size_t index = 0;
      for (at.next(); object ? at.text() != step : std::to_string(index) != step; ++index) {
        at.skip_value();
        at.next();
      }
      if (object) at.next();
      begin = end;
    }
    CAPTURE(pointer);
    CHECK(at.offset() == reader.offset());
    ++count;
  }
  CHECK(count == 21);
}

TEST_CASE("json path: deep and long ones are led to", "[schema]") {
  std::string text;
  std::string pointer;
  for (int i = 0; i < 60; ++i) {
    text += i % 2 == 0 ? "[0,0," : "{\"k\":1,\"key\":";
    pointer += i % 2 == 0 ? "/2" : "/key";
  }
  const std::size_t middle = text.size();
  text += "null";
  for (int i = 59; i >= 0; --i) text += i % 2 == 0 ? "]" : "}";
  CHECK(schema_pointer(text, middle) == pointer);
}
