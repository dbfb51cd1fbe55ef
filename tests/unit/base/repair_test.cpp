#include "base/repair.h"

#include <nlohmann/json.hpp>
#include <string>

#include "base/prng.h"
#include "support/catch.h"

using namespace godwit;

namespace {

std::string repaired_json(std::string_view text) {
  Bytes out;
  append_repaired_json(out, text);
  return std::string(out.view());
}

std::string repaired_text(std::string_view text) {
  Bytes storage;
  repair_text(text, storage);
  return std::string(text);
}

}  // namespace

TEST_CASE("repair: half a character of JSON becomes U+FFFD, and all else stays", "[base]") {
  CHECK(repaired_json("\"\\ud800\"") == "\"\uFFFD\"");
  CHECK(repaired_json("\"\\uDFFFx\"") == "\"\uFFFDx\"");
  CHECK(repaired_json("\"\\ud83d\\ude00\"") == "\"\\ud83d\\ude00\"");
  CHECK(repaired_json("\"\\ud83d\\ud83d\\ude00\"") == "\"\uFFFD\\ud83d\\ude00\"");
  CHECK(repaired_json("\"\\ude00\\ud83d\"") == "\"\uFFFD\uFFFD\"");
  CHECK(repaired_json("\"\\ud83d\\n\"") == "\"\uFFFD\\n\"");
  CHECK(repaired_json("\"\\\\ud800\"") == "\"\\\\ud800\"");  // A backslash, then letters.
  CHECK(repaired_json("\"\\\\\\ud800\"") == "\"\\\\\uFFFD\"");
  CHECK(repaired_json("{\"\xf0\x9f\":[\"\xed\xa0\x80\",1]}") == "{\"\uFFFD\":[\"\uFFFD\",1]}");
  CHECK(repaired_json("\"cut \xc3\"") == "\"cut \uFFFD\"");
  CHECK(repaired_json("\"\\u12\"") == "\"\\u12\"");  // No half of anything.
}

TEST_CASE("repair: a broken character is its first byte and the bytes that continue it", "[base]") {
  CHECK(broken_length("\xc3") == 1);
  CHECK(broken_length("\xf0\x9f\x98") == 3);
  CHECK(broken_length("\xf0\x9fx") == 2);
  CHECK(broken_length("\x80\x80") == 1);          // Continues nothing.
  CHECK(broken_length("\xf8\x80\x80\x80") == 1);  // Begins no character.
  CHECK(broken_length("\xff\x80") == 1);
}

TEST_CASE("repair: JSON is only valid after it where half a character was all that was wrong",
          "[base]") {
  const auto wrong = [](std::string_view text) {
    Bytes storage;
    const char* const sentence = check_and_repair_json(text, storage, 8);
    return std::string(sentence == nullptr ? "" : sentence);
  };
  CHECK(wrong("[\"\\ud800\",\"\xff\"]").empty());
  CHECK(wrong("[\"\\ud800\",]") == "a value is missing");
  CHECK(wrong("\xff") == "a value is missing");
  CHECK(wrong("[\"a\",]") == "a value is missing");
  CHECK(wrong("\"\\ud800\\x\"") == "the escape is not one of JSON's");
}

TEST_CASE("repair: JSON that stays wrong is not copied", "[base]") {
  Bytes storage;
  std::string_view json = "[1,]";
  CHECK(check_and_repair_json(json, storage, 8) != nullptr);
  CHECK((json == "[1,]" && storage.empty()));
}

TEST_CASE("repair: text is copied only where it has to be", "[base]") {
  for (const std::string_view fine : {"", "plain", "é\xf0\x9f\x98\x80", "\\ud800", "\"\n"}) {
    std::string_view text = fine;
    Bytes storage;
    CHECK_FALSE(repair_text(text, storage));
    CHECK(text.data() == fine.data());
  }
  CHECK(repaired_text("\xf0\x9f\x98 \"quoted\" \n") == "\uFFFD \"quoted\" \n");
  Bytes storage;
  std::string_view json = "{\"a\":\"\\ud83d\\ude00\"}";
  const char* const before = json.data();
  CHECK(check_and_repair_json(json, storage, 8) == nullptr);
  CHECK((json.data() == before && storage.empty()));
}

TEST_CASE("repair: whatever the bytes, what comes out is UTF-8, and JSON if only text was broken",
          "[base]") {
  Prng prng(3);
  constexpr std::string_view kBytes = "a\\\"ud8dCe0\x80\xbf\xc3\xe2\xed\xa0\xf0\x9f\xf8\xff";
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (std::uint64_t left = prng.below(12); left > 0; --left) {
      text += kBytes[prng.below(kBytes.size())];
    }
    const std::string repaired = repaired_text(text);
    Bytes again;
    std::string_view view = repaired;
    if (repair_text(view, again)) FAIL(text);
    const std::string quoted = "\"" + text + "\"";
    const std::string fixed = repaired_json(quoted);
    std::string_view checked = quoted;
    Bytes storage;
    const bool valid = check_and_repair_json(checked, storage, 8) == nullptr;
    if (valid != nlohmann::json::accept(fixed)) FAIL(text);
  }
}
