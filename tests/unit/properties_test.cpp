#include "godwit/properties.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "properties_writer.h"
#include "support/catch.h"

using namespace godwit;

namespace {

std::string written(std::initializer_list<Property> properties, bool wants_repair = false) {
  Bytes out;
  bool repaired = false;
  CHECK(append_properties(out, {properties.begin(), properties.size()}, repaired) == nullptr);
  CHECK(repaired == wants_repair);
  return std::string(out.view());
}

std::string refused(std::initializer_list<Property> properties) {
  Bytes out;
  out.append("before");
  bool repaired = false;
  const char* const wrong =
      append_properties(out, {properties.begin(), properties.size()}, repaired);
  REQUIRE(wrong != nullptr);
  CHECK(out.view() == "before");
  return wrong;
}

}  // namespace

TEST_CASE("properties: every kind of value becomes its JSON text", "[properties]") {
  const std::string text = "text";
  CHECK(written({}) == "{}");
  CHECK(written({{"a", nullptr}, {"b", true}, {"c", false}}) == R"({"a":null,"b":true,"c":false})");
  CHECK(written({{"a", 3}, {"b", -3}, {"c", 3u}}) == R"({"a":3,"b":-3,"c":3})");
  CHECK(written({{"a", text}, {"b", "x"}, {"c", std::string_view("y")}}) ==
        R"({"a":"text","b":"x","c":"y"})");
  CHECK(written({{"a", static_cast<const char*>(nullptr)}}) == R"({"a":null})");
  CHECK(written({{"a", Value::json(R"([1, {"b":2}])")}}) == R"({"a":[1, {"b":2}]})");
  CHECK(written({{"a", Value::list({1, "b", nullptr, Value::list({})})}}) ==
        R"({"a":[1,"b",null,[]]})");
  CHECK(written({{"a", Value::object({{"b", 1}, {"c", Value::object({})}})}}) ==
        R"({"a":{"b":1,"c":{}}})");
}

TEST_CASE("properties: whole numbers keep every digit", "[properties]") {
  CHECK(written({{"a", std::numeric_limits<std::int64_t>::min()}}) ==
        R"({"a":-9223372036854775808})");
  CHECK(written({{"a", std::numeric_limits<std::int64_t>::max()}}) ==
        R"({"a":9223372036854775807})");
  CHECK(written({{"a", std::numeric_limits<std::uint64_t>::max()}}) ==
        R"({"a":18446744073709551615})");
}

TEST_CASE("properties: real numbers are as short as they can be", "[properties]") {
  CHECK(written({{"a", 3.0}, {"b", 59.9}, {"c", -0.0}}) == R"({"a":3,"b":59.9,"c":-0})");
  CHECK(written({{"a", 1e22}, {"b", 1e-7}}) == R"({"a":1e+22,"b":1e-07})");
  CHECK(written({{"a", -2.2250738585072014e-308}}) == R"({"a":-2.2250738585072014e-308})");
}

TEST_CASE("properties: a real number is written as std::to_chars() writes it",
          "[properties][slow]") {
  const auto check = [](double number) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    const std::string expected = "{\"a\":" + std::string(digits, end) + "}";
    const std::string found = written({{"a", number}});
    if (found != expected) FAIL(found + " is not " + expected);
  };
  const auto check_around = [&](double number) {
    for (const double each :
         {number, std::nextafter(number, HUGE_VAL), std::nextafter(number, 0)}) {
      check(each);
      check(-each);
    }
  };
  for (int thousandths = 0; thousandths < 110'000; ++thousandths) check_around(thousandths / 1e3);
  for (int digits = 90'000'000; digits < 110'000'000; digits += 997) check_around(digits / 1e3);
  for (int exponent = -30; exponent < 30; ++exponent) check_around(std::pow(10, exponent));
  std::uint64_t bits = 1;
  for (int i = 0; i < 200'000; ++i) {
    bits = bits * 6364136223846793005 + 1442695040888963407;  // Knuth, MMIX.
    if (const auto number = std::bit_cast<double>(bits); std::isfinite(number)) check(number);
    check(static_cast<double>(bits >> 40) / 1e4);
  }
}

TEST_CASE("properties: what JSON cannot say is refused with the property's name", "[properties]") {
  CHECK(refused({{"ok", 1}, {"price", std::nan("")}}) ==
        "the number is NaN or infinite, which JSON cannot say (property \"price\")");
  CHECK(refused({{"price", -HUGE_VAL}}).find("\"price\"") != std::string::npos);
  CHECK(refused({{"raw", Value::json("[1,]")}}) == "a value is missing (property \"raw\")");
  CHECK(refused({{"raw", Value::json("")}}) == "the text ends too early (property \"raw\")");
  CHECK(refused({{"raw", Value::json("1 2")}}) == "something follows the value (property \"raw\")");
  CHECK(refused({{"outer", Value::object({{"inner", Value::json("")}})}}) ==
        "the text ends too early (property \"outer\")");
  const Value bad = Value::json("");
  CHECK(refused({{"\xFF", bad}}) == "the text ends too early");
  const std::string longest(128, 'n');
  CHECK(refused({{longest, bad}}) == "the text ends too early (property \"" + longest + "\")");
  CHECK(refused({{longest + "n", bad}}) == "the text ends too early");
}

TEST_CASE("properties: half a character is repaired in names and values at any depth",
          "[properties]") {
  CHECK(written({{"city", "Z\xFCrich"}}, true) == "{\"city\":\"Z\uFFFDrich\"}");
  CHECK(written({{"cut \xF0\x9F", 1}}, true) == "{\"cut \uFFFD\":1}");
  CHECK(written({{"o", Value::object({{"\xFF", Value::list({"\xED\xA0\x80"})}})}}, true) ==
        "{\"o\":{\"\uFFFD\":[\"\uFFFD\"]}}");
  CHECK(written({{"raw", Value::json("[\"\\ud83d\"]")}}, true) == "{\"raw\":[\"\uFFFD\"]}");
  Properties properties{{"a", "\xFF"}};
  CHECK(properties.repaired());
  CHECK(properties.error().empty());
  CHECK(properties.json() == "{\"a\":\"\uFFFD\"}");
  properties.clear();
  CHECK_FALSE(properties.repaired());
}

TEST_CASE("properties: nesting ends at the bound, whatever it is written with", "[properties]") {
  const auto depths = [](std::uint32_t levels) {
    const std::string json = std::string(levels, '[') + std::string(levels, ']');
    Value nested = Value::json(json);
    Bytes out;
    const Property property{"a", nested};
    bool repaired = false;
    return append_properties(out, {&property, 1}, repaired) == nullptr;
  };
  CHECK(depths(31));
  CHECK_FALSE(depths(32));
  for (const std::size_t levels : {31, 32}) {
    const std::string json = std::string(levels, '[') + std::string(levels, ']');
    CHECK(Properties().set("a", Value::json(json)).error().empty() == (levels == 31));
  }

  Bytes out;
  bool repaired = false;
  const char* const wrong =
      append_value(out, Value::list({Value::list({Value::list({})})}), 2, repaired);
  REQUIRE(wrong != nullptr);
  CHECK(std::string(wrong) == "the value is nested too deeply");
  CHECK(out.empty());
  CHECK(append_value(out, Value::list({Value::list({})}), 2, repaired) == nullptr);
  CHECK(append_value(out, Value::object({}), 0, repaired) != nullptr);
  CHECK(append_value(out, 1, 0, repaired) == nullptr);
}

TEST_CASE("properties: collected step by step they read as written at once", "[properties]") {
  Properties properties{{"a", 1}};
  properties.set("b", "x\n").set("c", Value::list({1, 2}));
  CHECK(properties.json() == R"({"a":1,"b":"x\n","c":[1,2]})");
  CHECK(properties.error().empty());
  properties.clear();
  CHECK(properties.json() == "{}");
  properties.set("long", std::string(2000, 'x'));
  CHECK(properties.json().size() == 2000 + std::string_view(R"({"long":""})").size());
}

TEST_CASE("properties: the first fault is remembered until cleared", "[properties]") {
  Properties properties;
  properties.set("a", 1).set("b", Value::json("")).set("c", std::nan("")).set("d", 2);
  CHECK(properties.error() == "the text ends too early (property \"b\")");
  CHECK(properties.json() == R"({"a":1,"d":2})");
  properties.clear();
  CHECK(properties.error().empty());
}

TEST_CASE("properties: an object that was moved from starts anew", "[properties]") {
  Properties first{{"a", 1}};
  const Properties second = std::move(first);
  CHECK(second.json() == R"({"a":1})");
  first.clear();
  CHECK(first.json() == "{}");
}

TEST_CASE("properties: of values under one name the last counts", "[properties]") {
  CHECK(written({{"a", 1}, {"b", 2}, {"a", "x"}}) == R"({"b":2,"a":"x"})");
  CHECK(written({{"a", 1}, {"a", 2}, {"a", 3}}) == R"({"a":3})");
  CHECK(written({{"", 1}, {"b", 2}, {"", 3}, {"c", 4}}) == R"({"b":2,"":3,"c":4})");
  CHECK(written({{"o", Value::object({{"k", 1}, {"l", 2}, {"k", nullptr}})}}) ==
        R"({"o":{"l":2,"k":null}})");
  CHECK(Properties{{"a", 1}, {"b", 2}, {"a", "x"}}.json() == R"({"b":2,"a":"x"})");
  CHECK(Properties().set("a", 1).set("a", 2).json() == R"({"a":2})");
  CHECK(Properties().set("a", 1).set("b", 2).set("c", 3).set("b", 4).set("a", 5).json() ==
        R"({"c":3,"b":4,"a":5})");
  // JSON text stays as it is.
  CHECK(Properties().set("j", Value::json(R"({"a":1,"a":2})")).json() == R"({"j":{"a":1,"a":2}})");
}

TEST_CASE("properties: names that look alike are not one", "[properties]") {
  CHECK(written({{"a", 1}, {"A", 2}, {"aa", 3}, {"a ", 4}}) == R"({"a":1,"A":2,"aa":3,"a ":4})");
  Properties escaped;
  escaped.set("a\"", 1).set("a", 2).set("\\", 3).set("a\"", 4).set("\\", 5).set("\\\"", 6);
  CHECK(escaped.json() == R"({"a":2,"a\"":4,"\\":5,"\\\"":6})");
}

TEST_CASE("properties: the last counts among any number of names", "[properties]") {
  for (const std::size_t count : {8u, 63u, 64u, 65u, 1000u}) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back("a_longer_name_" + std::to_string(i));
    std::vector<Property> all;
    Properties collected;
    for (int round = 0; round < 2; ++round) {
      for (const std::string& name : names) {
        all.emplace_back(name, round);
        collected.set(name, round);
      }
    }
    std::string wanted;
    for (const std::string& name : names) {
      wanted.append(wanted.empty() ? "{" : ",").append("\"" + name + "\":1");
    }
    wanted += '}';
    Bytes out;
    bool repaired = false;
    REQUIRE(append_properties(out, all, repaired) == nullptr);
    CHECK(out.view() == wanted);
    CHECK(collected.json() == wanted);
    Bytes once;
    REQUIRE(append_properties(once, std::span<const Property>(all).last(count), repaired) ==
            nullptr);
    CHECK(once.view() == wanted);
  }
}

TEST_CASE("properties: a value that cannot be written is a fault, even if it is set again",
          "[properties]") {
  CHECK(refused({{"a", std::nan("")}, {"a", 1}}).find("\"a\"") != std::string::npos);
  CHECK_FALSE(Properties().set("a", std::nan("")).set("a", 1).error().empty());
}
