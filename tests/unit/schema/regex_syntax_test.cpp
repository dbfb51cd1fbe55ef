#include "schema/regex_syntax.h"

#include <string>

#include "support/catch.h"

using namespace godwit;

TEST_CASE("regex syntax: what RegExp takes under flag u", "[schema]") {
  for (const char* pattern : {"",
                              "a",
                              "^a|b$",
                              "a*?b+?c??",
                              "a{2}",
                              "a{2,}",
                              "a{2,3}?",
                              "a{0}",
                              "(a)(?:b)(?<n>c)",
                              "(?=a)(?!b)(?<=c)(?<!d)",
                              "\\1(a)",
                              "(a)\\1",
                              "\\k<n>(?<n>a)",
                              "(?<n>a)\\k<n>",
                              "(?<\\u0061>b)\\k<a>",
                              "(?<a>b)\\k<\\u{61}>",
                              "(?<\\u{1d7da}x>a)",
                              "(?<$_1>a)",
                              "(?<é>a)",
                              "[]",
                              "[^]",
                              "[a-z]",
                              "[-a]",
                              "[a-]",
                              "[\\]-a]",
                              "[\\d-]",
                              "[\\b\\-]",
                              "[\\u{1F600}-😃]",
                              "\\d\\D\\s\\S\\w\\W\\b\\B",
                              "\\f\\n\\r\\t\\v\\0",
                              "\\cJ",
                              "\\x41",
                              "\\u0041",
                              "\\u{10ffff}",
                              "\\ud83d\\ude00",
                              "\\ud83d",
                              "\\p{L}\\P{Script=Greek}",
                              "\\^\\$\\\\\\.\\*\\+\\?",
                              "\\(\\)\\[\\]\\{\\}\\|\\/",
                              ".",
                              "(|a)",
                              "(?:)*",
                              "a||b",
                              "/",
                              "a-b",
                              "-",
                              ",",
                              "=",
                              "\n"}) {
    CAPTURE(pattern);
    CHECK(is_regex(pattern));
  }
}

TEST_CASE("regex syntax: what RegExp refuses under flag u", "[schema]") {
  for (const char* pattern : {"*",
                              "+a",
                              "?",
                              "a**",
                              "a{2}{3}",
                              "a{",
                              "a}",
                              "{1}",
                              "a{,1}",
                              "a{2,1}",
                              "a{1",
                              "a{1,",
                              "a{99999999999999999999,9}",
                              "(",
                              ")",
                              "(a",
                              "a)",
                              "(?",
                              "(?a)",
                              "(?<n>a",
                              "(?<>a)",
                              "(?<1>a)",
                              "(?<n>a)(?<n>b)",
                              "(?<a>b)(?<\\u0061>c)",
                              "(?<\\u0031>a)",
                              "(?<\\x61>a)",
                              "(?<a b>c)",
                              "(?<\\ud83d>a)",
                              "\\k",
                              "\\k<n>",
                              "\\k<n>(?<m>a)",
                              "\\1",
                              "(a)\\2",
                              "\\00",
                              "\\01",
                              "\\-",
                              "\\a",
                              "\\_",
                              "\\é",
                              "\\",
                              "\\c",
                              "\\c1",
                              "\\x4",
                              "\\xg1",
                              "\\u004",
                              "\\u{110000}",
                              "\\u{}",
                              "\\u{1",
                              "\\p",
                              "\\pL",
                              "\\p{",
                              "\\p{}",
                              "\\p{L=}",
                              "[",
                              "[a",
                              "[z-a]",
                              "[\\d-a]",
                              "[a-\\d]",
                              "[\\B]",
                              "[😃-\\u{1F600}]",
                              "]",
                              "}",
                              "(?=a",
                              "(?=a)*",
                              "(?<=a)+",
                              "\\b+",
                              "^*",
                              "$?",
                              "(?i:a)"}) {
    CAPTURE(pattern);
    CHECK_FALSE(is_regex(pattern));
  }
}

TEST_CASE("regex syntax: length and depth have their bounds", "[schema]") {
  CHECK(is_regex(std::string(kRegexBytesMax, 'a')));
  CHECK_FALSE(is_regex(std::string(kRegexBytesMax + 1, 'a')));
  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += "(?:";
    return text + std::string(depth, ')');
  };
  CHECK(is_regex(nested(128)));
  CHECK_FALSE(is_regex(nested(129)));
}
