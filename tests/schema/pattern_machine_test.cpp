#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/prng.h"
#include "pattern/pattern_compiler.h"
#include "schema/pattern_machine.h"
#include "support/catch.h"

using namespace godwit;
using schema::PatternForm;

namespace {

using PatternTable = std::vector<std::uint32_t>;

PatternTable pattern_table(std::string_view pattern, PatternForm form = PatternForm::best) {
  PatternTable table;
  const auto error = schema::compile_pattern(pattern, table, form);
  INFO(pattern << ": " << (error ? error->sentence : ""));
  REQUIRE_FALSE(error);
  return table;
}

// 0 is a program, 1 or 2 an automaton.
std::uint32_t pattern_form(const PatternTable& table) {
  return table[0] & 0xFFFF;
}

std::string pattern_text(std::string_view part, std::size_t times) {
  std::string text;
  while (times-- > 0) text += part;
  return text;
}

std::string pattern_utf8(char32_t character) {  // Three bytes long.
  return {static_cast<char>(0xE0 | character >> 12),
          static_cast<char>(0x80 | (character >> 6 & 63)),
          static_cast<char>(0x80 | (character & 63))};
}

// Holds a pattern to two lists of texts, as they stand in JSON, in both forms.
void check_pattern(std::string_view pattern, const std::vector<std::string>& matching,
                   const std::vector<std::string>& others) {
  for (const PatternForm form : {PatternForm::best, PatternForm::program}) {
    const PatternTable table = pattern_table(pattern, form);
    CAPTURE(pattern, pattern_form(table));
    for (const std::string& text : matching) {
      CAPTURE(text);
      CHECK(pattern_matches(table.data(), text));
    }
    for (const std::string& text : others) {
      CAPTURE(text);
      CHECK_FALSE(pattern_matches(table.data(), text));
    }
  }
}

}  // namespace

TEST_CASE("pattern: is found anywhere in the text, unless it says where", "[schema]") {
  check_pattern("b+c", {"bc", "abbc", "bcd", "bbac abc"}, {"", "b", "c", "cb", "bac"});
  check_pattern("^b", {"b", "bc"}, {"", "ab"});
  check_pattern("b$", {"b", "ab"}, {"", "ba"});
  check_pattern("^b$", {"b"}, {"", "bb", "ab", "b\\n"});
  check_pattern("^a|b$", {"ac", "cb", "a", "b"}, {"", "ca", "bc"});
  check_pattern("^(a|b)?$|c", {"", "a", "xcx"}, {"ab", "x"});
}

TEST_CASE("pattern: places may be asked for anywhere", "[schema]") {
  check_pattern("a^b", {}, {"ab", "", "b"});
  check_pattern("a$b|c", {"c"}, {"ab", "a"});
  check_pattern("$^", {""}, {"a", " "});
  check_pattern("^$", {""}, {"a", "\\n"});
  check_pattern("(^|,)b($|,)", {"b", "b,", "a,b", "a,b,c"}, {"ab", "ba", ""});
  check_pattern("(^a)*b", {"b", "ab", "aab"}, {"a"});
  check_pattern("^(?:^a|b)+$", {"a", "ab", "bb", "abb"}, {"aa", "ba", ""});
  check_pattern("(?:a$|b)+c?", {"a", "b", "ba"}, {"", "ac"});
  check_pattern("\\bfoo\\b", {"foo", "a foo.", "é foo é", "foo中"}, {"foos", "afoo", "_foo", "fo"});
  check_pattern("\\Bo\\B", {"foot", "xoox"}, {"o", "fo", "of", "f o t"});
  check_pattern("^\\b", {"a", "_", "0."}, {"", ".", "é"});
  check_pattern("\\B", {"", ".", "ab", " a b c ", "é"}, {"a", "9"});
  check_pattern("^\\B$", {""}, {".", "a"});
  check_pattern("\\b\\B", {}, {"", "a", "a b", "."});
  check_pattern("a\\b.\\b\\bc$", {"a.c", "aéc"}, {"abc", "a.-", "a.."});
}

TEST_CASE("pattern: repeats of what may be empty end", "[schema]") {
  check_pattern("^(a*)*$", {"", "a", "aaa"}, {"b", "ab"});
  check_pattern("^(|a)+$", {"", "a", "aaa"}, {"b"});
  check_pattern("^(?:){5}$", {""}, {"a"});
  check_pattern("^(?:a?){3}$", {"", "a", "aaa"}, {"aaaa"});
  check_pattern("^(?:a*?b*?)*?c$", {"c", "abbac"}, {"", "ab"});
  check_pattern("^xa{0}y$", {"xy"}, {"xay"});
  check_pattern("^(?:(?:\\b)*a)*$", {"", "a", "aa"}, {"b"});
  check_pattern("^(?:(a*)+|b)*$", {"", "aba"}, {"c"});
  check_pattern("^(?:(?:^|$|\\B)*)*a", {"a"}, {"ba"});
}

TEST_CASE("pattern: counted repeats count", "[schema]") {
  check_pattern("^a{2}$", {"aa"}, {"", "a", "aaa"});
  check_pattern("^a{2,}$", {"aa", "aaaaaa"}, {"", "a"});
  check_pattern("^a{1,3}?$", {"a", "aaa"}, {"", "aaaa"});
  check_pattern("^(ab|c){0,2}$", {"", "ab", "cab"}, {"cabc", "a"});
  check_pattern("^(?:a{2}){2,3}$", {"aaaa", "aaaaaa"}, {"aa", "aaaaa", "aaaaaaaa"});
  check_pattern("^.{300}$", {pattern_text("é", 300)}, {pattern_text("é", 299)});
}

TEST_CASE("pattern: sets are those of ECMA-262 under flag u", "[schema]") {
  check_pattern("^.$", {"a", "é", "😀", "\\u0000", "\\u0085", " "},
                {"", "\\n", "\\r", "\\u2028", "\u2029"});
  check_pattern("^\\s$",
                {" ", "\\t", "\\u000b", "\\f", "\\n", "\u00a0", "\ufeff", "\u2028", "\u3000"},
                {"", "a", "\\u180e", "\\u200b", "\\u0085"});
  check_pattern("^\\w$", {"a", "Z", "0", "_"}, {"é", "-", "\u017f", "\u212a", ""});
  check_pattern("^\\d$", {"0", "9"}, {"a", "\u0660", ""});
  check_pattern("^[^\\D5]$", {"4"}, {"5", "a"});
  check_pattern("[]", {}, {"", "a"});
  check_pattern("^[^]$", {"a", "\\n", "😀"}, {"", "ab"});
  check_pattern("^[a-cx\\-]+$", {"abcx-"}, {"d", "w", ""});
  check_pattern("^[^a-c]$", {"d", "😀", "\\n"}, {"a", "c", ""});
  check_pattern("^[\\]\\b/.-]+$", {"]\\b/.-", "]\\b\\/.-"}, {"a"});
  check_pattern("^\\p{Lu}\\p{Script=Greek}$", {"Éα", "AΩ"}, {"éα", "Aa"});
  check_pattern("^\\P{L}$", {"1", "😀"}, {"a", "中"});
  check_pattern("^[^\\P{L}a]$", {"b", "中"}, {"a", "1"});
  check_pattern("^\\p{Emoji_Presentation}$", {"😀"}, {"a", "中"});
  check_pattern("^\\u{1F600}|[\\ud83d\\ude01-\\ud83d\\ude03]$", {"😀", "😁", "😃"}, {"😄"});
  check_pattern("\\ud83d", {}, {"😀", "\\ud83d\\ude00"});
  check_pattern("^\\cJ\\x41\\0$", {"\\nA\\u0000"}, {"JA0"});
}

TEST_CASE("pattern: escapes of JSON are read as what they stand for", "[schema]") {
  check_pattern("^é$", {"é", "\\u00e9", "\\u00E9"}, {"e", "\\u00e8"});
  check_pattern("^😀$", {"😀", "\\ud83d\\ude00", "\\uD83D\\uDE00"}, {"\\ud83d\\ude01"});
  check_pattern("^..$", {"\\ud83d\\ude00\\u4e2d", "\\\\n", "\\\"\\/"},
                {"\\ud83d\\ude00", "\\n", "\\\\"});
  check_pattern("^\\\\$", {"\\\\", "\\u005c"}, {"\\/", "\\\\\\\\"});
  check_pattern("^a\\nb$", {"a\\nb", "\\u0061\\u000ab"}, {"anb", "a\\\\nb"});
  check_pattern("^\"/\\x08\\f\\r\\t$", {"\\\"\\/\\b\\f\\r\\t", "\\\"/\\u0008\\u000c\\u000d\\u0009"},
                {""});
}

TEST_CASE("pattern: a hostile one takes time in proportion to the text", "[schema]") {
  const std::string text = pattern_text("a", 50'000) + "b";
  for (const char* pattern : {"^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(a*)*c", "(.*)*(.*)*(.*)*c"}) {
    check_pattern(pattern, {}, {text});
  }
}

TEST_CASE("pattern: the form is the automaton where it is small", "[schema]") {
  for (const char* pattern :
       {"", "[]", "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "\\bfoo\\b", "^\\p{L}{1,64}$"}) {
    CAPTURE(pattern);
    CHECK(pattern_form(pattern_table(pattern)) == 1);
  }
  CHECK(pattern_form(pattern_table("^.{1,1000}$")) == 2);
  CHECK(pattern_form(pattern_table("a.{20}b")) == 0);
  CHECK(pattern_form(pattern_table("", PatternForm::program)) == 0);
  // 256 states are the most that a byte can number, those two included that have no cells.
  CHECK(pattern_form(pattern_table("^.{253}$")) == 1);
  CHECK(pattern_form(pattern_table("^.{254}$")) == 2);
  check_pattern("^.{253}$", {pattern_text("a", 253)}, {pattern_text("a", 252)});
  check_pattern("^.{254}$", {pattern_text("a", 254)}, {pattern_text("a", 253)});
  CHECK(pattern_table("a+|b*c").size() <= kPatternTableWordsMax);
}

TEST_CASE("pattern: automata are as small as can be, and always the same", "[schema]") {
  const PatternTable table = pattern_table("^(?:(?:a|b)(?:a|b))*$");
  CHECK(table[2] == 2);             // Even and odd.
  CHECK(table[1] >> 16 == 3);       // The even one comes last.
  CHECK((table[1] & 0xFFFF) == 3);  // And first.
  CHECK(table == pattern_table("^(?:[ab][ab])*$"));
  CHECK(table == pattern_table("^(?:(?:b|a){2})*?$"));
  CHECK(pattern_table("x|.*|y{2}") == pattern_table("(?:)"));
  CHECK(pattern_table("a\\bb|[]|a^") == pattern_table("[]"));
  CHECK(pattern_table("[\\u00e9-\\u{10ffff}]") == pattern_table("[^\\0-\\u00e8]"));
  // One state, one class of characters, in one range: what follows does not matter.
  for (const auto& [pattern, cell] :
       {std::pair("", kPatternHolds), std::pair("[]", kPatternFails)}) {
    const PatternTable constant = pattern_table(pattern);
    CHECK(constant.size() == kPatternRangesAt + 2);
    CHECK(constant.back() == cell);
  }
  CHECK(pattern_table("[\\u0080-\\u{10ffff}]")[0] >> 16 == 1);
}

TEST_CASE("pattern: a program near its bound is right", "[schema]") {
  // 2,048 instructions: 1,022 characters, as many choices, and ^, x, $ and the end.
  check_pattern("^x[a-c]{0,1022}$", {"x", "xabc", "x" + pattern_text("b", 1022)},
                {"", "xd", pattern_text("a", 1022), "x" + pattern_text("b", 1023)});
  // The place of an `a` among the last 15 characters: 32,768 sets of them.
  const std::string rest = pattern_text("b", 14);
  check_pattern("a[ab]{14}$", {"a" + rest, "abba" + rest}, {rest, "b" + rest, "a" + rest + "b"});
  check_pattern("\\ba.{30}b\\b", {"-a" + pattern_text("é", 30) + "b-"},
                {"a" + pattern_text("é", 29) + "b", "aa" + pattern_text("é", 30) + "b"});
}

TEST_CASE("pattern: hundreds of different characters are told apart", "[schema]") {
  std::string all;
  std::string nested;
  for (char32_t character = 0x4E00; character < 0x4E00 + 1000; ++character) {
    all += pattern_utf8(character);
    if (character < 0x4E00 + 300) nested += "[\\u4e00-" + pattern_utf8(character) + "]";
  }
  check_pattern("^" + all + "$", {all}, {all + "a", all.substr(3), all.substr(0, 2997), ""});
  check_pattern("^" + nested + "$", {all.substr(0, 900), pattern_text("\u4e00", 300)},
                {all.substr(3, 900), pattern_text("\u4e01", 300)});
}

TEST_CASE("pattern: random texts get one verdict from both forms", "[schema]") {
  Prng random(20'231'127);
  const char* const parts[] = {"a", "b", " ", "é", "\\n", "\\u00e9", "\\ud83d\\ude00", "😀", "0"};
  for (const char* pattern :
       {"(a|b)*\\b..\\B", "^[^a\\n]+é$", "(?:a.){2,4}$|0\\b", "\\W\\p{L}{2}\\s?$"}) {
    const PatternTable automaton = pattern_table(pattern);
    const PatternTable program = pattern_table(pattern, PatternForm::program);
    REQUIRE(pattern_form(automaton) == 1);
    for (int turn = 0; turn < 2'000; ++turn) {
      std::string text;
      for (std::uint64_t count = random.next() % 12; count > 0; --count) {
        text += parts[random.next() % std::size(parts)];
      }
      CAPTURE(pattern, text);
      REQUIRE(pattern_matches(automaton.data(), text) == pattern_matches(program.data(), text));
    }
  }
}
