// Reads the command line of a program, or of one command of it: a table of flags, each with its
// name, its line in the manual and its effect. Help, man page and errors come from the same table.
//
//   Flags flags(manual);
//   flags.text("endpoint", "URL", "the collector's URL", options.endpoint).required();
//   const Answer answer = flags.read(arguments);
//
// Takes `--name VALUE` and `--name=VALUE`. Refuses a flag that is given twice and is no list.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "command_line/flag.h"
#include "command_line/manual.h"

namespace godwit::command_line {

// The program's next step.
enum class Next : std::uint8_t {
  run,    // As the arguments say.
  print,  // The text, which was asked for, to standard output; then it ends.
  refuse  // The arguments; the text is one sentence that says why and what to do.
};

struct Answer {
  Next next = Next::run;
  std::string text;
};

class Flags {
 public:
  // `manual` has all but the flags and the operands.
  explicit Flags(Manual manual) : manual_(std::move(manual)) {}

  // Lifetime: the targets given here and below must outlive the Flags.
  // `target` is a string or a path.
  template <typename Target>
  Flag& text(std::string_view name, std::string_view value, std::string_view help, Target& target);
  // A whole number in [min, max].
  Flag& whole(std::string_view name, std::string_view value, std::string_view help,
              std::uint64_t min, std::uint64_t max, std::function<void(std::uint64_t)> set);
  // A number in (0, max].
  Flag& real(std::string_view name, std::string_view value, std::string_view help, double max,
             std::function<void(double)> set);
  // One of some words.
  template <typename Enum>
  Flag& choice(std::string_view name, std::string_view help,
               std::initializer_list<std::pair<std::string_view, Enum>> words, Enum& target);
  // Takes no value; sets `target` to `meaning`.
  template <typename Target>
  Flag& toggle(std::string_view name, std::string_view help, Target& target,
               std::type_identity_t<Target> meaning);
  // Anything else.
  Flag& add(Flag flag);
  // An argument that belongs to no flag, in the order given; the help shows it as NAME.
  void operand(std::string_view name, std::string& target);

  [[nodiscard]] Answer read(std::span<char* const> arguments);

 private:
  struct Operand {
    std::string name;
    std::string* target;
  };

  [[nodiscard]] Manual whole_manual() const;
  // The text that `--help`, `--version` or `--man` prints; nothing for any other argument.
  [[nodiscard]] std::optional<std::string> asked_text(std::string_view argument) const;
  // The answer that refuses: `sentence`, and where to find the flags.
  [[nodiscard]] Answer refuse(std::string sentence) const;
  // `shown` is "--name" or "-n".
  [[nodiscard]] Flag* find(std::string_view shown);
  [[nodiscard]] std::string unknown(std::string_view shown) const;
  // Each returns a sentence that says what is wrong, or nothing. `at` moves to the flag's value.
  [[nodiscard]] std::string read_flag(std::span<char* const> arguments, std::size_t& at);
  [[nodiscard]] std::string read_operand(std::string_view argument, std::size_t& taken) const;
  [[nodiscard]] std::string missing(std::size_t taken) const;

  Manual manual_;
  std::vector<Flag> flags_;
  std::vector<Operand> operands_;
};

// Sets `target` to the number that a flag was given.
template <typename Target>
auto assign(Target& target) {
  return [&target](auto number) { target = static_cast<Target>(number); };
}

template <typename Target>
Flag& Flags::text(std::string_view name, std::string_view value, std::string_view help,
                  Target& target) {
  return add({name, value, help, {}, [&target](std::string_view given) {
                target = std::string(given);
                return true;
              }});
}

template <typename Target>
Flag& Flags::toggle(std::string_view name, std::string_view help, Target& target,
                    std::type_identity_t<Target> meaning) {
  return add({name, {}, help, {}, [&target, meaning](std::string_view) {
                target = meaning;
                return true;
              }});
}

template <typename Enum>
Flag& Flags::choice(std::string_view name, std::string_view help,
                    std::initializer_list<std::pair<std::string_view, Enum>> words, Enum& target) {
  std::string names;
  for (const auto& [word, meaning] : words) names.append(names.empty() ? "" : "|").append(word);
  const auto take = [known = std::vector(words), &target](std::string_view given) {
    for (const auto& [word, meaning] : known) {
      if (word != given) continue;
      target = meaning;
      return true;
    }
    return false;
  };
  return add({name, names, help, "one of " + names, take});
}

}  // namespace godwit::command_line
