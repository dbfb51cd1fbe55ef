#include "base/visible_text.h"

#include <string>

#include "support/catch.h"

using namespace godwit;

namespace {

std::string visible(std::string_view text) {
  Bytes out;
  append_visible(out, text);
  return std::string(out.view());
}

std::string visible_json(std::string_view raw) {
  Bytes out;
  append_visible_json(out, raw);
  return std::string(out.view());
}

}  // namespace

TEST_CASE("visible_text: what a terminal would obey is shown, the rest stays", "[base]") {
  struct Row {
    std::string_view text, shown;
  };
  const Row rows[] = {
      {"", ""},
      {"plain \\ \"text\"", "plain \\ \"text\""},
      {"café, 日本, 🐦, 👩‍👧, می‌شود",
       "café, 日本, 🐦, 👩‍👧, می‌شود"},
      {"\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"},
      {"\x1b]0;title\x07", "\\x1b]0;title\\x07"},
      {"a\r\n\tb", "a\\r\\n\\tb"},
      {std::string_view("\0", 1), "\\x00"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b[31m", "\\u009b[31m"},      // CSI as one character.
      {"\xc2\xa0", "\xc2\xa0"},             // The first behind C1.
      {"\x9b", "\\x9b"},                    // No UTF-8.
      {"\xff\xe2\x82", "\\xff\\xe2\\x82"},  // Cut.
      {"\xe2\x80\xae"
       "abc",
       "\\u202eabc"},  // Right to left from here.
      {"\xe2\x81\xa6", "\\u2066"},
      {"\xe2\x80\xa8", "\\u2028"},
      {"\xef\xbb\xbf{}", "\\ufeff{}"},
  };
  for (const Row& row : rows) CHECK(visible(row.text) == row.shown);
}

TEST_CASE("visible_text: JSON keeps its meaning and its line ends", "[base]") {
  Bytes out;
  append_visible_in_json(out, "{\"a\x7f\xc2\x9b\": \"\\n \xe2\x80\xae é\",\n\t\"b\": 1}");
  CHECK(out.view() == "{\"a\\u007f\\u009b\": \"\\n \\u202e é\",\n\t\"b\": 1}");
}

TEST_CASE("visible_text: a JSON string is shown as it was meant", "[base]") {
  CHECK(visible_json(R"(say \"caf\u00e9\" \ud83d\ude00)") == "say \"café\" 😀");
  CHECK(visible_json(R"(a\/b\\c)") == "a/b\\c");
  CHECK(visible_json(R"(\u001b[2J\n)") == "\\x1b[2J\\n");
}
