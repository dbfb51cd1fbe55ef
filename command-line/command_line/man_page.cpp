#include <algorithm>
#include <string_view>

#include "command_line/manual.h"
#include "godwit/version.h"

namespace godwit::command_line {
namespace {

// The code point that begins at `at`, which moves to its last byte. The texts are our own, so they
// are UTF-8.
char32_t code_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  char32_t point = lead & (0x3Fu >> more);
  for (int byte = 0; byte < more && at + 1 < text.size(); ++byte) {
    point = point << 6 | (static_cast<unsigned char>(text[++at]) & 0x3Fu);
  }
  return point;
}

std::string hexadecimal(char32_t point) {
  std::string digits;
  for (; point != 0 || digits.size() < 4; point >>= 4)
    digits.push_back("0123456789ABCDEF"[point & 15]);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

// A character that is no letter to roff, or nothing.
std::string_view special(char letter) {
  switch (letter) {
    case '\\':
      return "\\e";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '~':
      return "\\(ti";
    case '^':
      return "\\(ha";
    case '"':
      return "\\(dq";
    default:
      return {};
  }
}

// Text of a line; `backticks` become bold.
std::string roff(std::string_view text) {
  std::string out;
  bool is_code = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    if (letter == '`') {
      is_code = !is_code;
      out.append(is_code ? "\\fB" : "\\fP");
    } else if (static_cast<unsigned char>(letter) >= 0x80) {
      out.append("\\[u").append(hexadecimal(code_point(text, at))).append("]");
    } else if (const std::string_view name = special(letter); !name.empty()) {
      out.append(name);
    } else {
      out.push_back(letter);
    }
  }
  // A line that begins so would be a request.
  if (out.starts_with('.')) out.insert(0, "\\&");
  return out;
}

std::string bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fP";
}

// mandoc finds longer lines of text bad style.
constexpr std::size_t kLineBytesMax = 80;

// Text that is filled, so it may be broken at any space.
void add_text(std::string& page, std::string_view text) {
  std::string rest = roff(text);
  while (rest.size() > kLineBytesMax) {
    const std::size_t space = rest.rfind(' ', kLineBytesMax);
    if (space == std::string::npos) break;
    page.append(rest, 0, space).append("\n");
    rest.erase(0, space + 1);
    if (rest.starts_with('.')) rest.insert(0, "\\&");
  }
  page.append(rest).append("\n");
}

void add_section(std::string& page, std::string_view title) {
  page.append(".SH ").append(title).append("\n");
}

// Lines that begin with a space stand as they are, the others are filled.
void add_description(std::string& page, std::string_view text) {
  bool is_literal = false;
  bool starts_paragraph = false;
  const auto end_literal = [&] {
    if (is_literal) page.append(".fi\n.RE\n");
    starts_paragraph |= is_literal;
    is_literal = false;
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool literal = line.starts_with(' ');
    if (literal && !is_literal) page.append(".PP\n.RS 4\n.nf\n");
    if (!literal) end_literal();
    is_literal = literal;
    if (line.empty()) {
      starts_paragraph = true;
      continue;
    }
    if (starts_paragraph) page.append(".PP\n");
    starts_paragraph = false;
    if (literal) line.remove_prefix(line.find_first_not_of(' '));
    if (literal) {
      page.append(roff(line)).append("\n");
    } else {
      add_text(page, line);
    }
  }
  end_literal();
}

void add_rows(std::string& page, std::string_view title, const std::vector<Row>& rows) {
  if (rows.empty()) return;
  add_section(page, title);
  for (const Row& row : rows) {
    page.append(".TP\n").append(bold(row.name)).append("\n");
    add_text(page, row.meaning);
  }
}

void add_flags(std::string& page, const std::vector<FlagRow>& flags) {
  add_section(page, "OPTIONS");
  for (const FlagRow& flag : flags) {
    page.append(".TP\n");
    if (flag.letter != '\0') page.append(bold(std::string("-") + flag.letter)).append(", ");
    page.append(bold("--" + flag.name));
    if (!flag.value.empty()) page.append(" \\fI").append(roff(flag.value)).append("\\fP");
    page.append("\n");
    add_text(page, flag.help);
  }
}

void add_synopsis(std::string& page, const Manual& manual) {
  add_section(page, "SYNOPSIS");
  page.append(bold(command_of(manual)));
  if (!manual.operands.empty()) page.append(" \\fI").append(roff(manual.operands)).append("\\fP");
  for (const FlagRow& flag : manual.flags) {
    if (!flag.required) continue;
    page.append(" ").append(bold("--" + flag.name));
    page.append(" \\fI").append(roff(flag.value)).append("\\fP");
  }
  page.append(" [\\fIFLAGS\\fP]\n");
}

void add_see_also(std::string& page, const std::vector<std::string>& names) {
  if (names.empty()) return;
  add_section(page, "SEE ALSO");
  for (const std::string& name : names) {
    page.append(".BR ").append(roff(name)).append(" (1)");
    page.append(&name == &names.back() ? "\n" : " ,\n");
  }
}

}  // namespace

std::string man_page(const Manual& manual) {
  const std::string name = page_name(command_of(manual));
  std::string title = name;
  std::transform(title.begin(), title.end(), title.begin(),
                 [](char letter) { return letter >= 'a' && letter <= 'z' ? letter - 32 : letter; });
  std::string page = ".TH " + title + " 1 " GODWIT_MANUAL_DATE " \"Godwit " GODWIT_VERSION "\"\n";
  add_section(page, "NAME");
  page.append(roff(name)).append(" \\- ").append(roff(manual.summary)).append("\n");
  add_synopsis(page, manual);
  add_section(page, "DESCRIPTION");
  add_description(page, manual.description);
  add_rows(page, "COMMANDS", manual.commands);
  add_flags(page, manual.flags);
  add_rows(page, "EXIT STATUS", manual.exit_codes);
  add_rows(page, "ENVIRONMENT", manual.environment);
  add_see_also(page, manual.see_also);
  return page;
}

}  // namespace godwit::command_line
