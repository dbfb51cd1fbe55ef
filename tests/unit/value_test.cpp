#include "godwit/value.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <limits>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "godwit/properties.h"
#include "properties_writer.h"
#include "support/catch.h"

using namespace godwit;

namespace {

enum class Scoped { one };
enum Plain { one };
struct Stranger {};
struct Money {
  operator Value() const { return 5; }
};
struct Name {
  operator std::string_view() const { return "name"; }
};

std::string written(const Value& value) {
  Bytes out;
  bool repaired = false;
  const char* const wrong = append_value(out, value, kPropertiesDepthMax, repaired);
  return wrong == nullptr ? std::string(out.view()) : wrong;
}

// Whether each of them is taken, by name or in braces.
template <typename... T>
constexpr bool taken = (... &&
                        (std::is_constructible_v<Value, T> && std::is_convertible_v<T, Value> &&
                         std::is_constructible_v<Property, std::string_view, T>));
template <typename... T>
constexpr bool refused =
    !(... || (std::is_constructible_v<Value, T> || std::is_convertible_v<T, Value> ||
              std::is_constructible_v<Property, std::string_view, T>));

static_assert(taken<bool, signed char, unsigned char, short, unsigned short, int, unsigned, long,
                    unsigned long, long long, unsigned long long, float, double>);
static_assert(taken<std::string, const std::string&, std::string_view, const char*, char*,
                    const char (&)[4], char (&)[4], const char8_t*, std::u8string, Name>);
static_assert(taken<std::optional<int>, std::optional<std::string>&, const std::optional<double>&,
                    std::optional<std::optional<bool>>, std::optional<std::vector<int>>>);
static_assert(taken<std::vector<int>, std::vector<bool>, std::vector<bool>::reference,
                    std::vector<std::string>, std::vector<std::vector<double>>, std::vector<Value>,
                    std::vector<Properties>, std::vector<std::optional<int>>, int (&)[3]>);
static_assert(taken<std::array<float, 3>, std::span<const int>, std::set<std::string>,
                    std::deque<int>, std::list<const char*>, std::initializer_list<int>>);
static_assert(taken<std::nullptr_t, std::nullopt_t, Properties, Properties&, Value, Money>);

static_assert(refused<char, wchar_t, char8_t, char16_t, char32_t>);
static_assert(refused<std::wstring, const wchar_t*, const wchar_t (&)[3], std::u16string>);
static_assert(refused<Scoped, Plain, std::vector<Scoped>, std::optional<Scoped>>);
static_assert(refused<std::chrono::seconds, std::chrono::system_clock::time_point,
                      std::chrono::steady_clock::time_point>);
static_assert(refused<int*, const void*, void (*)(), void(), int Stranger::*, Stranger*>);
static_assert(refused<long double, std::map<std::string, int>, std::vector<char>,
                      std::filesystem::path, std::atomic<int>, std::optional<char>, Stranger>);

}  // namespace

TEST_CASE("value: nothing is null, however it is said", "[value]") {
  const char* const no_text = nullptr;
  const char8_t* const no_utf8 = nullptr;
  for (const Value& value : {Value(nullptr), Value(std::nullopt), Value(std::optional<int>()),
                             Value(std::optional<std::string>()), Value(no_text), Value(no_utf8),
                             Value(std::optional<const char*>(no_text))}) {
    CHECK(value.kind() == Value::Kind::null);
    CHECK(written(value) == "null");
  }
}

TEST_CASE("value: an optional that holds something is that", "[value]") {
  const std::optional<std::string> city = "Bern";
  const std::optional<std::vector<int>> numbers = std::vector{1, 2};
  CHECK(written(city) == R"("Bern")");
  CHECK(written(numbers) == "[1,2]");
  CHECK(written(std::optional(false)) == "false");
  CHECK(written(std::optional(std::optional(2.5))) == "2.5");
}

TEST_CASE("value: each integer keeps its digits and its sign", "[value]") {
  CHECK(written(static_cast<signed char>(-128)) == "-128");
  CHECK(written(static_cast<unsigned char>(255)) == "255");
  CHECK(written(std::numeric_limits<short>::min()) == "-32768");
  CHECK(written(std::numeric_limits<unsigned long long>::max()) == "18446744073709551615");
  CHECK(written(std::numeric_limits<long long>::min()) == "-9223372036854775808");
  struct {
    unsigned three : 3;
  } bits = {5};
  CHECK(written(bits.three) == "5");
  CHECK(written(std::vector{true, false}[0]) == "true");
}

TEST_CASE("value: text may be any that reads as UTF-8 without a copy", "[value]") {
  char buffer[] = "buffer";
  CHECK(written(buffer) == R"("buffer")");
  CHECK(written(u8"Z\u00FCrich") == "\"Z\xC3\xBCrich\"");
  CHECK(written(std::u8string(u8"a")) == R"("a")");
  CHECK(written(Name()) == R"("name")");
  CHECK(written(std::string_view("a\0b", 3)) == R"("a\u0000b")");
}

TEST_CASE("value: a list may be built while the program runs", "[value]") {
  const std::vector<double> sizes = {1, 2.5};
  const std::vector<std::vector<std::string>> nested = {{"a", "b"}, {}};
  const std::set<std::string> names = {"b", "a"};
  const int array[] = {1, 2, 3};
  std::vector<Value> mixed = {1, "two", nullptr};
  mixed.push_back(sizes);
  CHECK(written(sizes) == "[1,2.5]");
  CHECK(written(nested) == R"([["a","b"],[]])");
  CHECK(written(names) == R"(["a","b"])");
  CHECK(written(array) == "[1,2,3]");
  CHECK(written(std::span(array).first(2)) == "[1,2]");
  CHECK(written(mixed) == R"([1,"two",null,[1,2.5]])");
  CHECK(written(Value::list(mixed)) == written(mixed));
  CHECK(written(std::vector{true, false}) == "[true,false]");
  CHECK(written(std::vector<std::optional<int>>{1, std::nullopt}) == "[1,null]");
  CHECK(written(std::deque<const char*>{"x", nullptr}) == R"(["x",null])");
  CHECK(written(std::vector<int>()) == "[]");
}

TEST_CASE("value: a fault inside a list is the list's", "[value]") {
  const std::vector<double> bad = {1, std::numeric_limits<double>::infinity(), 2};
  CHECK(written(bad) == "the number is NaN or infinite, which JSON cannot say");
  CHECK(written(std::set<std::string>{"a", "\xFF"}) == "[\"a\",\"\uFFFD\"]");
}

TEST_CASE("value: properties collected in a loop are an object", "[value]") {
  std::vector<Properties> items;
  for (int i = 0; i < 2; ++i) items.push_back(Properties{{"sku", i}});
  const Properties order{{"items", items}, {"first", items[0]}};
  CHECK(order.json() == R"({"items":[{"sku":0},{"sku":1}],"first":{"sku":0}})");

  std::vector<Property> collected;
  collected.emplace_back("a", 1);
  collected.emplace_back("b", "x");
  CHECK(written(Value::object(collected)) == R"({"a":1,"b":"x"})");
}

TEST_CASE("value: the fault of inner properties is the outer's", "[value]") {
  const Properties inner{{"price", std::numeric_limits<double>::quiet_NaN()}};
  const Properties outer{{"item", inner}};
  CHECK(outer.error() ==
        "the number is NaN or infinite, which JSON cannot say (property \"price\") "
        "(property \"item\")");
  CHECK(outer.json() == "{}");
}

TEST_CASE("value: a class of the application's can say which value it is", "[value]") {
  CHECK(written(Money()) == "5");
  CHECK(written(std::vector<Money>(2)) == "[5,5]");
}
