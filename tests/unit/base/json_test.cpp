#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/json_reader.h"
#include "base/json_text.h"
#include "base/json_writer.h"
#include "base/prng.h"
#include "base/utf8.h"
#include "support/catch.h"

using namespace godwit;

namespace {

bool accepts(std::string_view text, std::uint32_t depth_max = 64) {
  JsonReader reader(text, depth_max);
  for (;;) {
    const JsonToken token = reader.next();
    if (token == JsonToken::end) return true;
    if (token == JsonToken::error) return false;
  }
}

std::string written(std::string_view text) {
  Bytes out;
  const bool whole = append_json_string(out, text);
  CHECK(whole == utf8_valid(text));
  return std::string(out.view());
}

}  // namespace

TEST_CASE("json_reader: accepts RFC 8259's grammar", "[base]") {
  for (const char* text :
       {"null", " true ", "false", "0", "-0", "1.5e+10", "1E400", "123456789012345678901234567890",
        "\"\"", "\"\\u00e9\\ud83d\\ude00\\\"\\/\"", "[]", "[1,[2,{}]]", "{}",
        "{\"a\":{\"b\":[null]},\"a\":1}", "\t\r\n [ 1 , 2 ] \n", "\"\x7f\"", "\"é\""}) {
    CAPTURE(text);
    CHECK(accepts(text));
    CHECK(nlohmann::json::accept(text) == (std::string_view(text) != "1E400"));
  }
}

TEST_CASE("json_reader: refuses what is not RFC 8259's grammar", "[base]") {
  for (const char* text : {"",
                           " ",
                           "nul",
                           "nulll",
                           "01",
                           "+1",
                           "-",
                           ".5",
                           "1.",
                           "1e",
                           "1e+",
                           "0x1",
                           "NaN",
                           "Infinity",
                           "'a'",
                           "\"",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\ud800\"",
                           "\"\\udc00\"",
                           "\"\\ud800\\u0041\"",
                           "\"\n\"",
                           "\"\xff\"",
                           "\"\xc0\x80\"",
                           "\"\xed\xa0\x80\"",
                           "\"\xf4\x90\x80\x80\"",
                           "[",
                           "]",
                           "[1",
                           "[1,",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "[1}",
                           "{",
                           "}",
                           "{\"a\"",
                           "{\"a\":",
                           "{\"a\":1",
                           "{\"a\":1,",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{1:1}",
                           "{\"a\" 1}",
                           "{\"a\":1]",
                           "1 2",
                           "{} {}",
                           "\xef\xbb\xbf{}",
                           "[1]//",
                           "\"\\"}) {
    CAPTURE(text);
    CHECK_FALSE(accepts(text));
  }
}

TEST_CASE("json_reader: depth is bounded, and the bound is exact", "[base]") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(accepts(nested(32), 32));
  CHECK_FALSE(accepts(nested(33), 32));
  CHECK(accepts(nested(256), 1000));
  CHECK_FALSE(accepts(nested(257), 1000));
  CHECK_FALSE(accepts(std::string(1'000'000, '[')));
  // If a caller names no bound, it is 64.
  const std::string too_deep(65, '[');
  JsonReader reader(too_deep);
  for (int level = 0; level < 64; ++level) CHECK(reader.next() == JsonToken::begin_array);
  CHECK(reader.next() == JsonToken::error);
}

TEST_CASE("json_reader: it knows of each level whether it is an object, down to the last",
          "[base]") {
  Prng prng(5);
  for (int round = 0; round < 50; ++round) {
    std::string opening, closing, wrong;
    for (int level = 0; level < 256; ++level) {
      const bool object = prng.below(2) != 0;
      opening += object ? "{\"a\":" : "[";
      closing.insert(0, 1, object ? '}' : ']');
      wrong.insert(0, 1, object != (level == round * 5) ? '}' : ']');
    }
    CHECK(accepts(opening + "1" + closing, 256));
    CHECK_FALSE(accepts(opening + "1" + wrong, 256));
    // After a comma, an object needs a name, and an array must not have one.
    CHECK(accepts(opening + (closing[0] == '}' ? "1,\"b\":2" : "1,2") + closing, 256));
    CHECK_FALSE(accepts(opening + (closing[0] == '}' ? "1,2" : "1,\"b\":2") + closing, 256));
  }
}

TEST_CASE("json_reader: skip_value() passes over one value, whatever it is", "[base]") {
  for (const char* value : {"1", "\"x\"", "[1,[2],{}]", "{\"a\":{\"b\":[]}}", "null"}) {
    const std::string text = std::string("{\"skip\": ") + value + " ,\"next\":1}";
    JsonReader reader(text);
    REQUIRE(reader.next() == JsonToken::begin_object);
    REQUIRE(reader.next() == JsonToken::key);
    CHECK(reader.skip_value() == value);
    REQUIRE(reader.next() == JsonToken::key);
    CHECK(reader.text() == "next");
  }
}

TEST_CASE("json_reader: agrees with nlohmann/json on mutated texts", "[base][slow]") {
  const std::string seed =
      R"({"n":"caf\u00e9 \"x\"","t":-12.5e3,"p":{"a":[1,true,null,{"b":"\ud83d\ude00é"}],"c":{}}})";
  constexpr std::string_view kBytes = "{}[]\",:\\u0e1-+.tfn \n\xc3\xa9\x01";
  Prng prng(42);
  int accepted = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::string text = seed;
    for (std::uint64_t edits = 1 + prng.below(3); edits > 0; --edits) {
      const std::size_t at = prng.below(text.size());
      switch (prng.below(3)) {
        case 0:
          text[at] = kBytes[prng.below(kBytes.size())];
          break;
        case 1:
          text.erase(at, 1 + prng.below(4));
          break;
        default:
          text.insert(at, 1, kBytes[prng.below(kBytes.size())]);
      }
      if (text.empty()) text = "1";
    }
    const bool expected = nlohmann::json::accept(text);
    if (accepts(text) != expected) FAIL(text);
    accepted += expected ? 1 : 0;
  }
  CHECK(accepted > 1'000);
}

TEST_CASE("json_reader: unescaped text is what nlohmann/json reads", "[base]") {
  for (const char* text :
       {"\"plain\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0000\\u007f\\u0080\"",
        "\"\\u07ff\\u0800\\uffff\\ud83d\\ude00\"", "\"é\\u00e9\""}) {
    JsonReader reader(text);
    REQUIRE(reader.next() == JsonToken::string);
    Bytes out;
    append_unescaped(out, reader.text());
    CHECK(out.view() == nlohmann::json::parse(text).get<std::string>());
    CHECK(equals_unescaped(reader.text(), out.view()));
  }
}

TEST_CASE("json_writer: every byte and every length comes back as it was", "[base]") {
  Prng prng(1);
  for (std::size_t length = 0; length < 70; ++length) {
    std::string text;
    while (text.size() < length) text.push_back(static_cast<char>(prng.below(128)));
    CHECK(nlohmann::json::parse(written(text)).get<std::string>() == text);
  }
  CHECK(written("é\xf0\x9f\x98\x80") == "\"é\xf0\x9f\x98\x80\"");
  CHECK(written(std::string_view("\0", 1)) == "\"\\u0000\"");
}

TEST_CASE("json_writer: a control character has its short escape, or its number", "[base]") {
  CHECK(written("\b\t\n\f\r") == "\"\\b\\t\\n\\f\\r\"");
  CHECK(written("\x07\x0b\x0e\x0f\x10\x1f") == "\"\\u0007\\u000b\\u000e\\u000f\\u0010\\u001f\"");
  CHECK(written(" \"\\/\x7f") == "\" \\\"\\\\/\x7f\"");
}

TEST_CASE("json_writer: each character that is not UTF-8 becomes one U+FFFD", "[base]") {
  CHECK(written("\xff") == "\"\uFFFD\"");
  CHECK(written("abcdefgh\xc3") == "\"abcdefgh\uFFFD\"");
  CHECK(written("12345678\x80\x80") == "\"12345678\uFFFD\uFFFD\"");
  CHECK(written("cut \xf0\x9f\x98") == "\"cut \uFFFD\"");
  CHECK(written("\xed\xa0\xbd, half") == "\"\uFFFD, half\"");
  CHECK(written("\xe2\x82\"\xc3\xa9\xf8\n") == "\"\uFFFD\\\"é\uFFFD\\n\"");
}

TEST_CASE("parse_whole: takes what fits 64 bits and nothing else", "[base]") {
  std::uint64_t number = 7;
  CHECK(parse_whole("18446744073709551615", number));
  CHECK(number == ~std::uint64_t{0});
  for (const char* bad :
       {"", "-1", "1.0", "1e3", "18446744073709551616", " 1", "99999999999999999999"}) {
    CHECK_FALSE(parse_whole(bad, number));
  }
  std::int64_t with_sign = 0;
  CHECK(parse_whole_signed("-9223372036854775807", with_sign));
  CHECK(with_sign == -9223372036854775807);
  CHECK_FALSE(parse_whole_signed("9223372036854775808", with_sign));
}

TEST_CASE("utf8: exactly the characters of RFC 3629 are valid", "[base]") {
  const auto encode = [](std::uint32_t c) {
    std::string out;
    if (c < 0x80) return std::string(1, static_cast<char>(c));
    if (c < 0x800) {
      out = {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
    } else if (c < 0x10000) {
      out = {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
             static_cast<char>(0x80 | (c & 63))};
    } else {
      out = {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 63)),
             static_cast<char>(0x80 | (c >> 6 & 63)), static_cast<char>(0x80 | (c & 63))};
    }
    return out;
  };
  std::uint32_t wrong = 0;
  for (std::uint32_t c = 0; c < 0x120000; ++c) {
    const bool expected = c < 0x110000 && (c < 0xD800 || c > 0xDFFF);
    if (utf8_valid(encode(c)) != expected) ++wrong;
  }
  CHECK(wrong == 0);
  for (const char* cut : {"\xc3", "\xe2\x82", "\xf0\x9f\x98", "\x80", "\xc1\xbf", "\xe0\x9f\xbf"}) {
    CHECK_FALSE(utf8_valid(cut));
  }
}

TEST_CASE("json_reader: whole numbers are read up to their types' ends, and not beyond", "[base]") {
  std::uint64_t whole = 7;
  CHECK(parse_whole("18446744073709551615", whole));
  CHECK(whole == UINT64_MAX);
  std::int64_t with_sign = 7;
  CHECK(parse_whole_signed("9223372036854775807", with_sign));
  CHECK(with_sign == INT64_MAX);
  CHECK(parse_whole_signed("-9223372036854775808", with_sign));
  CHECK(with_sign == INT64_MIN);
  CHECK(parse_whole_signed("-0", with_sign));
  CHECK(with_sign == 0);
  for (const char* text : {"", "-", "--1", "1.0", "1e3", "9223372036854775808",
                           "-9223372036854775809", "18446744073709551616"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_whole_signed(text, with_sign));
  }
  CHECK(with_sign == 0);
  CHECK_FALSE(parse_whole("18446744073709551616", whole));
}

TEST_CASE("json: the plain prefix of a text ends at its first byte that needs care", "[json]") {
  for (std::size_t size = 0; size <= 40; ++size) {
    const std::string plain(size, '~');
    CHECK(json_plain_prefix(plain) == size);
    CHECK(json_plain_prefix(std::string_view(plain + "\"").substr(0, size)) == size);
    for (std::size_t at = 0; at < size; ++at) {
      for (const char care : {'\0', '\x1f', '"', '\\', '\x80', '\xff'}) {
        std::string text = plain;
        text[at] = care;
        text[size - 1] = at == size - 1 ? care : '"';
        if (json_plain_prefix(text) != at) FAIL(size << ", " << at << ": " << int{care});
      }
      for (const char fine : {' ', '!', '#', '[', ']', '\x7f'}) {
        std::string text = plain;
        text[at] = fine;
        if (json_plain_prefix(text) != size) FAIL(size << ", " << at << ": " << int{fine});
      }
    }
  }
}

TEST_CASE("json_writer: a member's name has a comma before it, unless it is the first", "[base]") {
  Bytes out;
  append_json_key(out, "alone");
  CHECK(out.view() == "\"alone\":");
  out.clear();
  out.append('{');
  append_json_key(out, "a");
  out.append('1');
  append_json_key(out, "b");
  CHECK(out.view() == "{\"a\":1,\"b\":");
}
