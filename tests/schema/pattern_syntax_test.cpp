#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "pattern/pattern_compiler.h"
#include "pattern/unicode_sets.h"
#include "support/catch.h"

using namespace godwit::schema;

namespace {

// The error in a pattern: one word, or its sentence and place.
std::string pattern_fault(std::string_view pattern) {
  std::vector<std::uint32_t> table;
  const auto error = compile_pattern(pattern, table);
  if (!error) return "none";
  return (error->unsupported ? "unsupported: " : "") + error->sentence + " @" +
         std::to_string(error->offset);
}

bool pattern_is_well_formed(std::string_view pattern) {
  return !check_pattern_syntax(pattern);
}

std::string pattern_repeated(std::string_view text, std::size_t times) {
  std::string repeated;
  while (times-- > 0) repeated += text;
  return repeated;
}

}  // namespace

TEST_CASE("pattern: all of the grammar under flag u is read", "[schema]") {
  for (const char* pattern : {"",
                              "a|b|",
                              "||",
                              "()",
                              "(|)",
                              "(?:)",
                              "(?<n>a)(?<m>b)",
                              "(?<$>a)",
                              "(?<é_1>a)",
                              "(?<\\u0061b>a)",
                              "(?<\\u{61}\\ud835\\udc9c>a)",
                              "a*",
                              "a+?",
                              "a??",
                              "a{2}",
                              "a{2,}?",
                              "a{2,3}",
                              "a{0}",
                              "a{00002,2}",
                              "a{99999999999999999999,99999999999999999999}",
                              "^$",
                              "$^",
                              "\\b\\B",
                              ".",
                              "\\d\\D\\s\\S\\w\\W",
                              "\\f\\n\\r\\t\\v",
                              "\\cA\\cz",
                              "\\0",
                              "\\0a",
                              "\\x4a",
                              "\\u00e9",
                              "\\ud83d\\ude00",
                              "\\ud83d",
                              "\\ude00\\ud83d",
                              "\\u{0}",
                              "\\u{000010FFFF}",
                              "\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/",
                              "/",
                              "-",
                              "[]",
                              "[^]",
                              "[^^]",
                              "[-]",
                              "[a-]",
                              "[-a]",
                              "[--a]",
                              "[+--]",
                              "[a-b-c]",
                              "[a-z\\d_-]",
                              "[\\d-]",
                              "[\\b]",
                              "[\\-]",
                              "[.*+?(){}|^$/[]",
                              "[\\]\\\\]",
                              "[\\0-\\x1f]",
                              "[\\ud83d\\ude00-\\u{1f64f}]",
                              "[é-中]",
                              "[\\p{L}\\P{Lu}]",
                              "(?=a)",
                              "(?!a)b",
                              "(?<=a)",
                              "(?<!a)b",
                              "(a)\\1",
                              "\\1(a)",
                              "(?<n>a)\\k<n>",
                              "\\k<n>(?<n>a)"}) {
    CAPTURE(pattern);
    CHECK(pattern_is_well_formed(pattern));
  }
}

TEST_CASE("pattern: what is outside the grammar is refused, with the place", "[schema]") {
  struct {
    const char* pattern;
    const char* fault;
  } const cases[] = {
      {"(a", "a group is not closed @0"},
      {"é(a", "a group is not closed @2"},
      {"a)", "a parenthesis closes no group @1"},
      {"[a", "a class is not closed @0"},
      {"[a-", "a class is not closed @0"},
      {"*", "a quantifier follows nothing that can be repeated @0"},
      {"a|+", "a quantifier follows nothing that can be repeated @2"},
      {"a**", "a quantifier follows nothing that can be repeated @2"},
      {"a{2}{3}", "a lone brace must be escaped @4"},
      {"^*", "a quantifier follows nothing that can be repeated @1"},
      {"\\b+", "a quantifier follows nothing that can be repeated @2"},
      {"(?=a)*", "a quantifier follows nothing that can be repeated @5"},
      {"{", "a lone brace must be escaped @0"},
      {"a}", "a lone brace must be escaped @1"},
      {"a{1", "a brace begins no quantifier @1"},
      {"a{,1}", "a brace begins no quantifier @1"},
      {"a{b}", "a brace begins no quantifier @1"},
      {"]", "a lone bracket must be escaped @0"},
      {"a{2,1}", "the numbers of a quantifier are out of order @1"},
      {"a{10,9}", "the numbers of a quantifier are out of order @1"},
      {"a{99999999999,99999999998}", "the numbers of a quantifier are out of order @1"},
      {"[z-a]", "a range is out of order @1"},
      {"[\\d-a]", "a range begins or ends with a set @1"},
      {"[a-\\w]", "a range begins or ends with a set @1"},
      {"\\", "a backslash ends the pattern @1"},
      {"\\a", "this character cannot be escaped @1"},
      {"\\-", "this character cannot be escaped @1"},
      {"\\é", "this character cannot be escaped @1"},
      {"[\\B]", "this character cannot be escaped @2"},
      {"[\\1]", "this character cannot be escaped @2"},
      {"[\\k]", "this character cannot be escaped @2"},
      {"\\00", "\\0 cannot be followed by a digit @1"},
      {"\\c1", "\\c needs a letter @2"},
      {"\\x4", "\\x needs two hexadecimal digits @2"},
      {"\\u00e", "an escape with \\u needs four hexadecimal digits, or braces @2"},
      {"\\u{}", "an escape with \\u needs four hexadecimal digits, or braces @3"},
      {"\\u{61", "an escape with \\u needs four hexadecimal digits, or braces @5"},
      {"\\u{110000}", "a code point is at most 10FFFF @8"},
      {"\\p", "\\p and \\P need the name of a property, in braces @2"},
      {"\\p{L", "the braces around a property's name are not closed @4"},
      {"\\p{}", "ECMA-262 knows no property of this name @2"},
      {"\\1", "a back-reference names a group that is not there @0"},
      {"(a)\\2", "a back-reference names a group that is not there @3"},
      {"\\k<n>", "a back-reference names a group that is not there @0"},
      {"\\k", "a group's name is missing @2"},
      {"(?<>a)", "a group's name is empty @2"},
      {"(?<n", "a group's name is not closed @2"},
      {"(?<1>a)", "a group's name is not an identifier @2"},
      {"(?<n-m>a)", "a group's name is not an identifier @2"},
      {"(?<n\\x61>a)", "a group's name holds an escape that is none @5"},
      {"(?<n>a)|(?<n>b)", "two groups have the same name @10"},
      {"(?<a>)(?<\\u0061>)", "two groups have the same name @8"},
      {"(?a)", "a group begins with an unknown sign @2"},
      {"(?i:a)", "a group begins with an unknown sign @2"},
      {"\xff", "the pattern is not UTF-8 @0"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.pattern);
    CHECK(pattern_fault(each.pattern) == each.fault);
    CHECK_FALSE(pattern_is_well_formed(each.pattern));
  }
}

TEST_CASE("pattern: look-around and back-references are refused, but well-formed", "[schema]") {
  struct {
    const char* pattern;
    const char* fault;
  } const cases[] = {
      {"a(?=b)", "unsupported: look-ahead is not supported @1"},
      {"(?!b)a", "unsupported: look-ahead is not supported @0"},
      {"a(?<=b)", "unsupported: look-behind is not supported @1"},
      {"(?<!b)(?=a)", "unsupported: look-behind is not supported @0"},
      {"(a)\\1", "unsupported: a back-reference is not supported @3"},
      {"(?<n>a)\\k<n>{2}", "unsupported: a back-reference is not supported @7"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.pattern);
    CHECK(pattern_fault(each.pattern) == each.fault);
    CHECK(pattern_is_well_formed(each.pattern));
  }
  // An error counts more than an unsupported feature, also if it comes later.
  CHECK(pattern_fault("(?=a)(") == "a group is not closed @5");
  CHECK_FALSE(pattern_is_well_formed("(?=a)("));
}

TEST_CASE("pattern: one that is too large is refused before it is written out", "[schema]") {
  for (const char* pattern :
       {"((a{1,100}){1,100}){1,100}", "a{2048}", "(a|b){1000}", "a{0,1024}",
        "(((((a{99}){99}){99}){99}){99}){99}", "a{999999999999}", "(a*){1024}",
        "(a{4294967295}){4294967295}", "((a{99999}){0,99999}){99999,}"}) {
    CAPTURE(pattern);
    CHECK(pattern_fault(pattern).starts_with("unsupported: the pattern is too large: its repeats"));
    CHECK(pattern_is_well_formed(pattern));
  }
  for (const char* pattern : {"a{2047}", "a{0,1023}", "(a*){1023}", "(?:){999999999}",
                              "(?:){0,999999999}", "(|){2,}", "((a*){0}){999999999}"}) {
    CAPTURE(pattern);
    CHECK(pattern_fault(pattern) == "none");
  }
  std::string sets;
  std::string overlaps;
  for (std::uint32_t number = 0x4000; number < 0x4000 + 1100; ++number) {
    std::ostringstream escape;
    escape << std::hex << "\\u{" << number * 2 << "}-\\u{" << number * 2 + 2 << "}";
    if (number < 0x4000 + 700) sets += "[^" + escape.str() + "]";
    overlaps += "[" + escape.str() + "]";
  }
  CHECK(pattern_fault(sets) ==
        "unsupported: the pattern is too large: its table would have more than 64 KiB @0");
  CHECK(pattern_fault(overlaps) ==
        "unsupported: the pattern is too large: it tells more than 2048 kinds of characters apart "
        "@0");
}

TEST_CASE("pattern: nesting costs no stack, and is bounded", "[schema]") {
  const auto nested = [](std::size_t depth) {
    return pattern_repeated("(?:", depth) + "a" + pattern_repeated(")*", depth);
  };
  CHECK(pattern_fault(nested(128)) == "none");
  CHECK(pattern_fault(nested(129)) == "unsupported: groups are nested too deeply @384");
  CHECK(pattern_is_well_formed(nested(200'000)));
  CHECK_FALSE(pattern_is_well_formed(nested(200'000) + ")"));
  CHECK(pattern_fault(pattern_repeated("(", 200'000)) == "a group is not closed @199999");
}

TEST_CASE("pattern: properties go by the names of ECMA-262 and no others", "[schema]") {
  for (const char* name : {"L",
                           "Letter",
                           "Lu",
                           "Uppercase_Letter",
                           "LC",
                           "Cased_Letter",
                           "punct",
                           "Combining_Mark",
                           "cntrl",
                           "digit",
                           "gc=Nd",
                           "General_Category=Decimal_Number",
                           "sc=Grek",
                           "sc=Greek",
                           "Script=Greek",
                           "scx=Grek",
                           "Script_Extensions=Greek",
                           "sc=Zyyy",
                           "sc=Qaac",
                           "Any",
                           "ASCII",
                           "Assigned",
                           "Alphabetic",
                           "Alpha",
                           "Emoji",
                           "EPres",
                           "Extended_Pictographic",
                           "ExtPict",
                           "White_Space",
                           "space",
                           "ID_Start",
                           "IDS",
                           "XIDC",
                           "Regional_Indicator",
                           "RI"}) {
    CAPTURE(name);
    CHECK(find_unicode_property(name));
  }
  for (const char* name : {"",
                           "letter",
                           "l",
                           "lu",
                           "uppercaseletter",
                           "Uppercase-Letter",
                           " L",
                           "L ",
                           "IsL",
                           "IsGreek",
                           "Greek",
                           "gc",
                           "gc=",
                           "=L",
                           "gc=letter",
                           "gc=Greek",
                           "GC=L",
                           "general_category=L",
                           "sc=greek",
                           "sc=L",
                           "script=Greek",
                           "Script",
                           "Script=",
                           "L=Letter",
                           "sc=Hans",
                           "sc=Blis",
                           "scx=Jpan",
                           "Lu=true",
                           "Alphabetic=Y",
                           "alphabetic",
                           "any",
                           "ascii",
                           "assigned",
                           "Block=Basic_Latin",
                           "blk=ASCII",
                           "InGreek",
                           "Age=3",
                           "Line_Break",
                           "Hyphen",
                           "Other_Alphabetic",
                           "Full_Composition_Exclusion",
                           "Case_Sensitive",
                           "NFC_Inert",
                           "alnum",
                           "Basic_Emoji",
                           "RGI_Emoji",
                           "Grapheme_Link",
                           "Expands_On_NFC"}) {
    CAPTURE(name);
    CHECK_FALSE(find_unicode_property(name));
  }
}

TEST_CASE("pattern: a set of code points is sorted, joined ranges", "[schema]") {
  const CodePointSet set({{'x', 'z'}, {'a', 'c'}, {'d', 'd'}, {'b', 'f'}});
  CHECK(set.ranges() == std::vector<CodePointRange>{{'a', 'f'}, {'x', 'z'}});
  CHECK(set.contains('f'));
  CHECK_FALSE(set.contains('g'));
  CHECK_FALSE(set.contains(kCodePointMax));
  CHECK(set.complement().ranges() ==
        std::vector<CodePointRange>{{0, 'a' - 1}, {'g', 'w'}, {'z' + 1, kCodePointMax}});
  CHECK(set.complement().complement() == set);
  CHECK(set.united(set.complement()) == CodePointSet::all());
  CHECK(set.intersected(set.complement()) == CodePointSet());
  CHECK(set.intersected(CodePointSet({{'e', 'y'}})) == CodePointSet({{'e', 'f'}, {'x', 'y'}}));
  CHECK(CodePointSet::all().complement().complement() == CodePointSet::all());
}
