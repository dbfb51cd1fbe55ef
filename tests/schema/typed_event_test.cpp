// Fields and the writer that generated code is made of.
#include "godwit/typed_event.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "support/catch.h"

namespace {

using godwit::Json;
using godwit::Optional;
using godwit::Required;
using godwit::TypedEventWriter;

template <typename T>
std::string written(const T& value) {
  TypedEventWriter out;
  write_json(out, value);
  return out.failed() ? "failed" : std::string(out.view());
}

std::string unescaped(std::string_view json) {
  godwit::Bytes out;
  godwit::append_unescaped(out, godwit::string_text(json));
  return std::string(out.view());
}

TEST_CASE("typed_event: values are written as JSON", "[typed_code]") {
  CHECK(written(true) == "true");
  CHECK(written(std::int64_t{-42}) == "-42");
  CHECK(written(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  CHECK(written(0.1) == "0.1");
  CHECK(written(1e300) == "1e+300");
  CHECK(written(3.0) == "3");
  CHECK(written(std::string("a\"b\\c\n\x1F\x7F/")) == "\"a\\\"b\\\\c\\u000a\\u001f\x7F/\"");
  CHECK(written(std::string("\0", 1)) == "\"\\u0000\"");
  CHECK(written(std::vector<std::optional<bool>>{true, std::nullopt}) == "[true,null]");
  CHECK(written(std::vector<bool>{true, false}) == "[true,false]");
  CHECK(written(Json("{\"a\": 1}")) == "{\"a\": 1}");
}

TEST_CASE("typed_event: what JSON cannot say is refused", "[typed_code]") {
  CHECK(written(std::nan("")) == "failed");
  CHECK(written(std::numeric_limits<double>::infinity()) == "failed");
  for (const char* text : {"", " ", "{", "nul", "1 2", "{\"a\":}"}) {
    CHECK(written(Json(text)) == "failed");
  }
}

TEST_CASE("typed_event: text is written as the core writes it, and repaired where it repairs",
          "[typed_code]") {
  CHECK(written(Json("[\"\xFF\", \"\\ud800\"]")) == "[\"\uFFFD\", \"\uFFFD\"]");
  for (const char* text : {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"}) {
    CHECK(written(std::string(text)) == "\"\uFFFD\"");
  }
  std::mt19937 chance(1);
  const std::string bytes =
      "ab\"\\\n\x7F\x80\x8F\x90\x9F\xA0\xBF\xC2\xDF\xE0\xE1\xED\xEF\xF0\xF1\xF4";
  std::size_t taken = 0;
  for (int i = 0; i < 200000; ++i) {
    std::string text(chance() % 12, 'x');
    for (std::size_t count = chance() % 5; count > 0; --count)
      text += bytes[chance() % bytes.size()];
    const std::string json = written(text);
    const bool valid = godwit::utf8_valid(text);
    taken += valid ? 1 : 0;
    godwit::Bytes expected;
    static_cast<void>(godwit::append_json_string(expected, text));
    if (godwit::check_json(json, 1) != nullptr) FAIL(json);
    if (unescaped(json) != unescaped(expected.view())) FAIL(json);
  }
  CHECK(taken > 10000);
}

TEST_CASE("typed_event: long text moves to the heap", "[typed_code]") {
  std::vector<std::string> lines;
  std::string expected;
  for (int i = 0; i < 3000; ++i) {
    lines.push_back("line " + std::to_string(i));
    expected += (i == 0 ? "[\"" : ",\"") + lines.back() + "\"";
  }
  CHECK(written(lines) == expected + "]");
  const std::string quotes(5000, '"');
  CHECK(written(quotes).size() == 10002);
}

TEST_CASE("typed_event: a failure names the field", "[typed_code]") {
  TypedEventWriter out;
  out.raw("{");
  out.member(",\"fine\":", Required<std::int64_t>(1));
  out.member(",\"list\":", Required<std::vector<double>>({1.0, std::nan("")}));
  out.member(",\"later\":", Required<std::string>("\xFF"));
  godwit::Tracker closed;
  const godwit::Receipt receipt = out.send(closed, "event", {1, 0, 0}, {});
  CHECK(receipt.status.code() == godwit::StatusCode::invalid_argument);
  CHECK(receipt.status.message() ==
        "the event cannot be written: /list/1 is NaN or infinite, which JSON cannot say");
}

TEST_CASE("typed_event: only what is given is written", "[typed_code]") {
  TypedEventWriter out;
  out.raw("{");
  out.member(",\"a\":", Optional<std::string>());
  out.member(",\"b\":", Optional<std::optional<std::string>>(std::nullopt));
  out.member(",\"c\":", Optional<std::optional<std::string>>(std::optional<std::string>()));
  out.member(",\"d\":", Optional<std::optional<std::string>>("x"));
  out.raw("}");
  CHECK(out.view() == R"({"c":null,"d":"x"})");
}

TEST_CASE("typed_event: text that is NULL is left out, null or empty, as the field allows",
          "[typed_code]") {
  const char* const no_text = nullptr;
  TypedEventWriter out;
  out.raw("{");
  out.member(",\"a\":", Optional<std::string>(no_text));
  out.member(",\"b\":", Required<std::optional<std::string>>(no_text));
  out.member(",\"c\":", Required<std::string>(no_text));
  out.raw("}");
  CHECK(out.view() == R"({"b":null,"c":""})");
}

TEST_CASE("typed_event: fields take no value that would change", "[typed_code]") {
  using std::is_convertible_v;
  const auto both = [](bool required, bool optional) { return required && optional; };
  const auto neither = [](bool required, bool optional) { return !required && !optional; };
  using Whole = std::int64_t;
  using std::is_constructible_v;
  CHECK(both(is_convertible_v<int, Required<Whole>>, is_convertible_v<int, Optional<Whole>>));
  CHECK(neither(is_constructible_v<Required<Whole>, double>,
                is_constructible_v<Optional<Whole>, double>));
  CHECK(neither(is_constructible_v<Required<Whole>, bool>,
                is_constructible_v<Optional<Whole>, bool>));
  CHECK(neither(is_constructible_v<Required<Whole>, std::uint64_t>,
                is_constructible_v<Optional<Whole>, std::uint64_t>));
  CHECK(neither(is_constructible_v<Required<Whole>, char>,
                is_constructible_v<Optional<double>, char>));
  CHECK(neither(is_constructible_v<Required<double>, long double>,
                is_constructible_v<Optional<Whole>, char32_t>));
  CHECK(neither(is_constructible_v<Required<bool>, const char*>,
                is_constructible_v<Optional<bool>, const char*>));
  CHECK(neither(is_constructible_v<Required<bool>, int>, is_constructible_v<Optional<bool>, int>));
  CHECK(neither(is_constructible_v<Required<double>, bool>,
                is_constructible_v<Optional<double>, bool>));
  CHECK(both(is_convertible_v<int, Required<double>>, is_convertible_v<float, Optional<double>>));
  CHECK(both(is_convertible_v<std::string_view, Required<std::string>>,
             is_convertible_v<const char*, Optional<std::string>>));
  CHECK(neither(is_constructible_v<Required<std::string>, std::nullptr_t>,
                is_constructible_v<Optional<std::string>, std::nullptr_t>));
  CHECK(neither(std::is_default_constructible_v<Required<std::string>>,
                is_convertible_v<std::string, Optional<Json>>));
  CHECK(both(is_convertible_v<std::nullopt_t, Required<std::optional<Whole>>>,
             is_convertible_v<int, Required<std::optional<Whole>>>));
}

}  // namespace
