// The manual of a program, or of one command of it, as data. `--help` and the man page are two ways
// to print it, so they say the same.
//
// Texts are UTF-8. A word in `backticks` is code. In a description a line that begins with a space
// stands as it is written; other lines are one paragraph, up to an empty line.
#pragma once

#include <string>
#include <vector>

namespace godwit::command_line {

struct FlagRow {
  std::string name;  // Without the dashes.
  char letter = '\0';
  std::string value;  // The word that stands for it; empty: the flag takes none.
  std::string help;
  bool required = false;
};

// A command, an exit code or a variable of the environment, and what it means.
struct Row {
  std::string name;
  std::string meaning;
};

struct Manual {
  std::string program;   // "godwit".
  std::string command;   // "queue status"; empty: the manual is the program's own.
  std::string summary;   // Half a sentence, for the head of a man page.
  std::string operands;  // "OLD.json NEW.json", "COMMAND"; empty: there are none.
  std::string description;
  std::vector<Row> commands;
  std::vector<FlagRow> flags;
  std::vector<Row> exit_codes;
  std::vector<Row> environment;
  std::vector<std::string> see_also;  // Names of man pages of section 1.
};

// "godwit send", and the name of its man page, "godwit-send".
[[nodiscard]] std::string command_of(const Manual& manual);
[[nodiscard]] std::string page_name(std::string command);

// "Usage: …" and every table. Ends with a line feed.
[[nodiscard]] std::string help_text(const Manual& manual);

// roff with the man macros, ASCII only, for groff and mandoc alike.
[[nodiscard]] std::string man_page(const Manual& manual);

// The flags that every command has: --help, --version and --man.
[[nodiscard]] std::vector<FlagRow> common_flags();

}  // namespace godwit::command_line
