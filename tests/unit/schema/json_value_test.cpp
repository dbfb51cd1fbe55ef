#include "schema/json_value.h"
#include "schema/json_scalar.h"

#include <initializer_list>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "support/catch.h"

using namespace godwit;

TEST_CASE("json value: equal is what amounts to the same, and nothing else", "[schema]") {
  // Each list's are equal, and differ from those of all other lists.
  const std::initializer_list<const char*> classes[] = {
      {"null", " null\n"},
      {"true"},
      {"false"},
      {"0", "-0", "0.0", "0e9", " 0 "},
      {"1", "1.0", "1e0", "10e-1", "0.1E+1"},
      {"-1", "-1.00"},
      {"1e400", "10e399"},
      {"1.0000000000000000000000000001"},
      {R"("")"},
      {R"("1")", R"("\u0031")"},
      {R"("null")"},
      {R"("é")", R"("\u00e9")", R"("\u00E9")"},
      {"\"e\u0301\""},
      {R"("😀")", R"("\ud83d\ude00")"},
      {R"("a/b\\")", R"("a\/b\u005c")"},
      {R"("\n")", R"("\u000a")"},
      {R"("\u0000")"},
      {R"("\u0000\u0000")"},
      {"[]", "[ ]"},
      {"[[]]"},
      {"[null]"},
      {"[1,2]", "[1.0, 2e0]"},
      {"[2,1]"},
      {"[1,[2]]"},
      {"[[1],2]"},
      {"[1]"},
      {"{}", "{ }"},
      {R"({"":0})", R"({ "" : -0.0 })"},
      {R"({"a":1,"b":[2,{"c":null,"d":""}]})", R"({"b":[2.0,{"d":"","c":null}],"a":1})",
       R"({"\u0061":1,"\u0062":[2,{"\u0063":null,"d":""}]})"},
      {R"({"a":1,"b":[{"c":null,"d":""},2]})"},
      {R"({"a":[2,{"c":null,"d":""}],"b":1})"},
      {R"({"a":1})"},
      {R"({"a":1,"b":1})", R"({"b":1,"a":1})"},
      {R"({"a":1,"c":1})"},
      {R"({"b":1,"a":2})", R"({"a":2,"b":1})"},
      {R"({"a":"b"})"},
      {R"({"b":"a"})"},
      {R"({"a":"a"})"},
      {R"({"b":"b"})"},
      {R"(["a","b"])"},
      {R"({"a":{"b":1},"c":{}})", R"({"c":{},"a":{"b":1}})"},
      {R"({"a":{},"c":{"b":1}})"},
  };
  std::set<std::uint64_t> hashes;
  for (auto one = std::begin(classes); one != std::end(classes); ++one) {
    CHECK(hashes.insert(json_hash(*one->begin())).second);
    for (auto other = std::begin(classes); other != std::end(classes); ++other) {
      for (const char* a : *one) {
        for (const char* b : *other) {
          CAPTURE(a, b);
          CHECK(json_equal(a, b) == (one == other));
          CHECK((json_hash(a) == json_hash(b)) == (one == other));
        }
      }
    }
  }
}

TEST_CASE("json value: a string's hash is that of its value", "[schema]") {
  for (const char* raw : {"", "a", "é", "\\u00e9", "\\ud83d\\ude00", "\\\"", "a\\nb"}) {
    CAPTURE(raw);
    CHECK(json_string_hash(raw) == json_hash("\"" + std::string(raw) + "\""));
  }
  CHECK(json_string_equal("\\u0061b", "ab"));
  CHECK_FALSE(json_string_equal("a", "ab"));
  CHECK_FALSE(json_string_equal("ab", "a"));
}

TEST_CASE("json value: members are found in objects of any size and order", "[schema]") {
  for (const int count : {1, 2, 3, 4, 7, 8, 9, 31, 32, 33, 100, 1000}) {
    CAPTURE(count);
    std::vector<std::string> members;
    for (int i = 0; i < count; ++i) {
      const std::string number = std::to_string(i);
      members.push_back("\"" + number + "\\u0062\" : [" + number + ", {}]");
    }
    const auto object = [&](int first, int step) {
      std::string text = "{";
      for (int i = 0; i < count; ++i) {
        text +=
            (i == 0 ? "" : " ,") + members[static_cast<std::size_t>((first + i * step) % count)];
      }
      return text + "}";
    };
    const std::string plain = object(0, 1);
    const std::string turned = object(count - 1, count - 1);
    CHECK(json_equal(plain, turned));
    CHECK(json_equal(turned, plain));
    CHECK(json_hash(plain) == json_hash(turned));
    const std::string more = plain.substr(0, plain.size() - 1) + ",\"x\":1}";
    CHECK_FALSE(json_equal(turned, more));
    CHECK_FALSE(json_equal(more, turned));
    std::string changed = turned;
    changed[changed.rfind('{')] = '[';
    changed[changed.rfind('}', changed.size() - 3)] = ']';
    CHECK_FALSE(json_equal(plain, changed));
  }
}
