#include "typed_code/type_names.h"

#include <algorithm>
#include <iterator>

#include "compiler/schema_name.h"

namespace godwit::schema {
namespace {

// Keywords and alternative tokens of C++20, words with a meaning of their own in TypeScript that
// could name an enum's value, and macros that are known from headers of Linux, macOS, Windows and
// Qt, or from build systems. In the order of their bytes.
constexpr std::string_view kReserved[] = {
    "BOOL",         "CALLBACK",  "CONST",     "DEBUG",         "DELETE",       "DIFFERENCE",
    "DOMAIN",       "EOF",       "ERROR",     "FALSE",         "HUGE",         "IN",
    "INFINITE",     "INFINITY",  "INT_MAX",   "INT_MIN",       "NAN",          "NDEBUG",
    "NO",           "NO_ERROR",  "NULL",      "OPAQUE",        "OPTIONAL",     "OUT",
    "OVERFLOW",     "PASCAL",    "RELATIVE",  "STRICT",        "THIS",         "TRANSPARENT",
    "TRUE",         "UNDERFLOW", "VOID",      "YES",           "alignas",      "alignof",
    "and",          "and_eq",    "asm",       "assert",        "auto",         "bitand",
    "bitor",        "bool",      "break",     "case",          "catch",        "char",
    "char16_t",     "char32_t",  "char8_t",   "check",         "class",        "co_await",
    "co_return",    "co_yield",  "compl",     "complex",       "concept",      "const",
    "const_cast",   "consteval", "constexpr", "constinit",     "continue",     "decltype",
    "default",      "delete",    "do",        "double",        "dynamic_cast", "else",
    "emit",         "enum",      "errno",     "explicit",      "export",       "extern",
    "false",        "far",       "float",     "for",           "foreach",      "friend",
    "goto",         "i386",      "if",        "inline",        "int",          "interface",
    "linux",        "long",      "major",     "makedev",       "max",          "min",
    "minor",        "mutable",   "namespace", "near",          "new",          "nil",
    "noexcept",     "not",       "not_eq",    "nullptr",       "operator",     "or",
    "or_eq",        "private",   "protected", "public",        "register",     "reinterpret_cast",
    "requires",     "return",    "short",     "signals",       "signed",       "sizeof",
    "slots",        "small",     "static",    "static_assert", "static_cast",  "stderr",
    "stdin",        "stdout",    "struct",    "switch",        "template",     "this",
    "thread_local", "throw",     "true",      "try",           "typedef",      "typeid",
    "typename",     "union",     "unix",      "unsigned",      "using",        "verify",
    "virtual",      "void",      "volatile",  "wchar_t",       "while",        "xor",
    "xor_eq",
};
static_assert(std::is_sorted(std::begin(kReserved), std::end(kReserved)));

// Generated functions, beside which a namespace may stand.
constexpr std::string_view kFunctions[] = {"track", "write_json"};

bool small(char c) {
  return c >= 'a' && c <= 'z';
}
bool capital(char c) {
  return c >= 'A' && c <= 'Z';
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool plain(char c) {
  return small(c) || capital(c) || digit(c);
}
char to_capital(char c) {
  return small(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

bool reserved(std::string_view word) {
  return std::binary_search(std::begin(kReserved), std::end(kReserved), word);
}

// The parts of a text that do not change: plain characters, and single separators between them.
struct Spelling {
  char separator = '_';                   // Written as an underscore.
  bool ends = true;                       // Whether a separator may stand at an end.
  bool digits_follow = true;              // Whether a digit may follow one.
  bool x_follows = true;                  // Whether an x and the end may follow one.
  std::vector<std::size_t> escaped = {};  // Places at which even plain characters change.
};

bool stays(std::string_view text, std::size_t at, const Spelling& spelling) {
  const auto next = [&](std::size_t i) { return at + i < text.size() ? text[at + i] : '\0'; };
  const auto hex = [](char c) { return digit(c) || (c >= 'a' && c <= 'f'); };
  if (std::find(spelling.escaped.begin(), spelling.escaped.end(), at) != spelling.escaped.end()) {
    return false;
  }
  if (plain(text[at])) return true;
  if (text[at] != spelling.separator) return false;
  if (next(1) == 'x' && hex(next(2)) && hex(next(3))) return false;
  if (next(1) == 'x' && at + 2 == text.size() && !spelling.x_follows) return false;
  if (digit(next(1)) && !spelling.digits_follow) return false;
  if (at == 0) return spelling.ends && small(next(1)) && next(1) != 'x';
  const bool last = at + 1 == text.size();
  return plain(text[at - 1]) && (last ? spelling.ends : plain(next(1)));
}

std::string spell(std::string_view text, const Spelling& spelling) {
  constexpr const char* kHex = "0123456789abcdef";
  if (text.empty()) return "_x_";
  std::string name;
  if (digit(text[0])) name += '_';
  for (std::size_t at = 0; at < text.size();) {
    if (stays(text, at, spelling)) {
      name += text[at] == spelling.separator ? '_' : text[at];
      ++at;
      continue;
    }
    name += "_x";
    for (; at < text.size() && !stays(text, at, spelling); ++at) {
      const auto byte = static_cast<unsigned char>(text[at]);
      name += {kHex[byte >> 4], kHex[byte & 15]};
    }
    name += '_';
  }
  return name;
}

// Small words of at least two characters, which start with letters, joined by underscores.
std::size_t small_words(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at <= text.size(); ++count) {
    const std::size_t end = std::min(text.find('_', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    const bool fits =
        word.size() >= 2 && small(word[0]) &&
        std::all_of(word.begin(), word.end(), [](char c) { return small(c) || digit(c); });
    if (!fits) return 0;
    at = end + 1;
  }
  return count;
}

// Whether those are what such words, joined without underscores, look like. The first word may
// start with a small letter instead, if there are others.
bool joined_words(std::string_view text, bool first_small) {
  std::size_t words = 0;
  for (std::size_t at = 0; at < text.size(); ++words) {
    const bool starts = words == 0 && first_small ? small(text[at]) : capital(text[at]);
    std::size_t end = at + 1;
    while (end < text.size() && (small(text[end]) || digit(text[end]))) ++end;
    if (!starts || end - at < 2) return false;
    at = end;
  }
  return words > (first_small ? 1 : 0);
}

std::string join_words(std::string_view text, bool first_small) {
  std::string joined;
  bool start = !first_small;
  for (const char c : text) {
    if (c != '_') joined += start ? to_capital(c) : c;
    start = c == '_';
  }
  return joined;
}

std::string type_name(std::string_view schema, const SchemaVersion& version) {
  std::string name;
  if (small_words(schema) != 0) {
    name = join_words(schema, false);
  } else {
    name = spell(schema, {.ends = false, .x_follows = false});
    if (joined_words(name, false)) name += "_x";
  }
  if (name.back() != '_') name += '_';
  std::string numbers = schema::to_string(version);
  std::replace(numbers.begin(), numbers.end(), '-', '_');
  return name + numbers;
}

// One folder of a vendor: parts between dots.
std::string namespace_name(std::string_view vendor) {
  std::string text;
  Spelling spelling = {.separator = '.', .ends = false, .digits_follow = false};
  for (std::size_t at = 0; at <= vendor.size();) {
    const std::size_t end = std::min(vendor.find('.', at), vendor.size());
    const std::string_view part = vendor.substr(at, end - at);
    if (!text.empty() || at != 0) text += '.';
    if (joined_words(part, true)) {
      // A capital that is escaped tells that nothing was joined.
      const auto found = std::find_if(part.begin(), part.end(), capital);
      spelling.escaped.push_back(text.size() + static_cast<std::size_t>(found - part.begin()));
    }
    text += small_words(part) > 1 ? join_words(part, true) : std::string(part);
    at = end + 1;
  }
  std::string name = spell(text, spelling);
  const bool function =
      std::find(std::begin(kFunctions), std::end(kFunctions), name) != std::end(kFunctions);
  return reserved(name) || function ? name + '_' : name;
}

}  // namespace

std::string identifier(std::string_view text) {
  std::string name = spell(text, {});
  if (reserved(name)) return name + '_';
  if (text.ends_with('_') && name.back() == '_') {
    const std::string word = name.substr(0, name.size() - 1);
    if (reserved(word)) return word + "_x5f_";
  }
  return name;
}

std::string capital_words(std::string_view text) {
  std::string words;
  bool start = true;
  for (const char c : text) {
    if (plain(c)) words += start ? to_capital(c) : c;
    start = !plain(c);
  }
  return words.empty() || digit(words[0]) ? "Value" + words : words;
}

EventName event_name(std::string_view schema, const SchemaVersion& version) {
  EventName name;
  for (std::size_t slash; (slash = schema.find('/')) != std::string_view::npos;) {
    name.namespaces.push_back(namespace_name(schema.substr(0, slash)));
    schema.remove_prefix(slash + 1);
  }
  name.type = type_name(schema, version);
  return name;
}

}  // namespace godwit::schema
