// A command's flags: a table of what each one is called, means and sets.
//
//   Flags flags("send", "Tracks the events on standard input and delivers them.");
//   flags.required_text("endpoint", "URL", "where the collector is", options.endpoint);
//   if (const std::optional<int> exit = flags.read(arguments)) return *exit;
//
// Takes `--name VALUE` and `--name=VALUE`. A flag that is given twice counts as given last.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "command_line/manual.h"

namespace godwit::cli {

class Flags {
 public:
  // Lifetime: the texts given here and below are literals; what they set must outlive the Flags.
  Flags(std::string_view command, std::string_view description)
      : command_(command), description_(description) {}

  void required_text(std::string_view name, std::string_view value, std::string_view help,
                     std::string& set);
  void text(std::string_view name, std::string_view value, std::string_view help, std::string& set);
  // A whole number in [min, max].
  void whole(std::string_view name, std::string_view value, std::string_view help,
             std::uint64_t min, std::uint64_t max, std::function<void(std::uint64_t)> set);
  // A number in (0, max].
  void real(std::string_view name, std::string_view value, std::string_view help, double max,
            std::function<void(double)> set);
  template <typename Enum>
  void choice(std::string_view name, std::string_view help,
              std::initializer_list<std::pair<std::string_view, Enum>> choices, Enum& set);
  void toggle(std::string_view name, std::string_view help, bool& set, bool value = true);
  // May be given several times; `add` is told each, and returns false where it is none.
  void list(std::string_view name, std::string_view value, std::string_view help,
            std::string expected, std::function<bool(std::string_view)> add);
  // `-o` says the same as the flag that was added last.
  void also(char letter) { flags_.back().letter = letter; }
  // What the command needs and no flag says, in the order given; shown as NAME.
  void argument(std::string_view name, std::string& set) { arguments_.push_back({name, &set}); }

  // Sets what the arguments say. Returns the exit code where the program ends here, because help, a
  // man page or the version was asked for, or something is wrong and has been said.
  [[nodiscard]] std::optional<int> read(std::span<char* const> arguments);

 private:
  struct Flag {
    std::string_view name;
    std::string value;  // What stands for it in the help; empty: the flag takes none.
    std::string_view help;
    // Returns false where the value is not one.
    std::function<bool(std::string_view)> set;
    std::string expected;  // What a value should have been.
    bool required = false;
    bool given = false;
    char letter = '\0';
  };
  struct Argument {
    std::string_view name;
    std::string* set;
  };

  [[nodiscard]] command_line::Manual manual() const;
  // The text that `--help`, `--version` or `--man` prints; empty for any other argument.
  [[nodiscard]] std::optional<std::string> asked_text(std::string_view argument) const;
  [[nodiscard]] std::string unknown(const std::string& shown) const;
  // `shown` is "--name" or "-n".
  [[nodiscard]] Flag* find(std::string_view shown);
  // The index of the flag's last argument; nothing where it is wrong, which has been said.
  [[nodiscard]] std::optional<std::size_t> read_flag(std::span<char* const> arguments,
                                                     std::size_t at);
  [[nodiscard]] std::optional<int> wrong(const std::string& sentence) const;

  std::string_view command_;
  std::string_view description_;
  std::vector<Flag> flags_;
  std::vector<Argument> arguments_;
};

template <typename Enum>
void Flags::choice(std::string_view name, std::string_view help,
                   std::initializer_list<std::pair<std::string_view, Enum>> choices, Enum& set) {
  const std::vector<std::pair<std::string_view, Enum>> known(choices);
  std::string value;
  for (const auto& [word, meaning] : known) value.append(value.empty() ? "" : "|").append(word);
  const auto apply = [known, &set](std::string_view given) {
    for (const auto& [word, meaning] : known) {
      if (word != given) continue;
      set = meaning;
      return true;
    }
    return false;
  };
  flags_.push_back({name, value, help, apply, "one of " + value});
}

}  // namespace godwit::cli
