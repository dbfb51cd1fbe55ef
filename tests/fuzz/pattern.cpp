// Claim: both forms of a pattern's table give the same verdict on any text, however it is escaped;
// the same pattern gives the same table; and what the compiler takes for a pattern, or does not,
// `format: regex` does or does not, too.
//
// Input: a pattern, a NUL byte, a text as it stands in JSON.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_reader.h"
#include "base/utf8.h"
#include "pattern/pattern_compiler.h"
#include "schema/pattern_machine.h"
#include "schema/regex_syntax.h"
#include "support/check.h"

namespace {

using namespace godwit;
using namespace godwit::fuzz;
using schema::PatternForm;

constexpr std::size_t kPatternBytesMax = 128;

// `format: regex` does not check the names of properties, and of groups outside ASCII.
bool lenient(std::string_view pattern) {
  if (pattern.find("\\p{") != std::string_view::npos) return true;
  if (pattern.find("\\P{") != std::string_view::npos) return true;
  const std::size_t group = pattern.find("(?<");
  if (group == std::string_view::npos) return false;
  pattern.remove_prefix(group);
  for (const char c : pattern) {
    if (static_cast<signed char>(c) < 0) return true;
  }
  return pattern.find("\\u") != std::string_view::npos;
}

// The same text with its ASCII characters escaped.
std::string escape(std::string_view raw) {
  constexpr const char* kHex = "0123456789ABCDEF";
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const auto byte = static_cast<unsigned char>(raw[i]);
    if (raw[i] == '\\') {
      out += raw.substr(
          i, 2);  // The next character does not change; digits of \u must not be escaped.
      const std::size_t digits = raw[++i] == 'u' ? 4 : 0;
      out += raw.substr(i + 1, digits);
      i += digits;
    } else if (byte < 0x80) {
      out += "\\u00";
      out += {kHex[byte >> 4], kHex[byte & 15]};
    } else {
      out += raw[i];
    }
  }
  return out;
}

void check_syntax(std::string_view pattern) {
  const bool taken = is_regex(pattern);
  const auto error = schema::check_pattern_syntax(pattern);
  if (!error) {
    check(taken, "what is a pattern is one for `format: regex`");
  } else if (!error->unsupported) {
    check(!taken || lenient(pattern), "what is no pattern is none for `format: regex`");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = input.find('\0');
  const std::string_view pattern = input.substr(0, end);
  if (pattern.size() > kPatternBytesMax || !utf8_valid(pattern)) return 0;
  check_syntax(pattern);
  std::vector<std::uint32_t> table;
  std::vector<std::uint32_t> program;
  const auto error = schema::compile_pattern(pattern, table);
  check(error.has_value() ==
            schema::compile_pattern(pattern, program, PatternForm::program).has_value(),
        "both forms are there, or none");
  if (error) {
    check(!error->sentence.empty() && error->offset <= pattern.size(),
          "an error says what and where");
    return 0;
  }
  std::vector<std::uint32_t> again;
  static_cast<void>(schema::compile_pattern(pattern, again));
  check(again == table, "a pattern gives the same table again");
  const std::string_view raw =
      end == std::string_view::npos ? std::string_view() : input.substr(end + 1);
  const std::string quoted = "\"" + std::string(raw) + "\"";
  if (check_json(quoted, 1, JsonToken::string) != nullptr) return 0;
  const bool found = pattern_matches(table.data(), raw);
  const std::string escaped = escape(raw);
  check(pattern_matches(program.data(), raw) == found, "both forms agree");
  check(pattern_matches(table.data(), escaped) == found, "escapes do not matter");
  check(pattern_matches(program.data(), escaped) == found, "escapes do not matter to a program");
  return 0;
}
