#include "flags.h"

#include <algorithm>
#include <charconv>

#include "command.h"
#include "command_line/nearest.h"
#include "command_line/version_text.h"
#include "manual_of.h"
#include "output.h"
#include "quoted.h"

namespace godwit::cli {
namespace {

template <typename Number>
bool parse(std::string_view text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && read_to == end;
}

}  // namespace

void Flags::text(std::string_view name, std::string_view value, std::string_view help,
                 std::string& set) {
  const auto apply = [&set](std::string_view given) {
    set = given;
    return true;
  };
  flags_.push_back({name, std::string(value), help, apply, {}});
}

void Flags::required_text(std::string_view name, std::string_view value, std::string_view help,
                          std::string& set) {
  text(name, value, help, set);
  flags_.back().required = true;
}

void Flags::whole(std::string_view name, std::string_view value, std::string_view help,
                  std::uint64_t min, std::uint64_t max, std::function<void(std::uint64_t)> set) {
  const auto apply = [=](std::string_view given) {
    std::uint64_t number = 0;
    if (!parse(given, number) || number < min || number > max) return false;
    set(number);
    return true;
  };
  flags_.push_back({name, std::string(value), help, apply,
                    "a whole number from " + std::to_string(min) + " to " + std::to_string(max)});
}

void Flags::real(std::string_view name, std::string_view value, std::string_view help, double max,
                 std::function<void(double)> set) {
  const auto apply = [=](std::string_view given) {
    double number = 0;
    if (!parse(given, number) || !(number > 0 && number <= max)) return false;
    set(number);
    return true;
  };
  flags_.push_back({name, std::string(value), help, apply,
                    "a number above 0, up to " + std::to_string(static_cast<std::uint64_t>(max))});
}

void Flags::toggle(std::string_view name, std::string_view help, bool& set, bool value) {
  const auto apply = [&set, value](std::string_view) {
    set = value;
    return true;
  };
  flags_.push_back({name, {}, help, apply, {}});
}

void Flags::list(std::string_view name, std::string_view value, std::string_view help,
                 std::string expected, std::function<bool(std::string_view)> add) {
  flags_.push_back({name, std::string(value), help, std::move(add), std::move(expected)});
}

Flags::Flag* Flags::find(std::string_view shown) {
  const bool letter = shown.size() == 2;
  if (!letter && !shown.starts_with("--")) return nullptr;
  const auto found = std::find_if(flags_.begin(), flags_.end(), [=](const Flag& flag) {
    return letter ? flag.letter == shown[1] : flag.name == shown.substr(2);
  });
  return found == flags_.end() ? nullptr : &*found;
}

std::optional<int> Flags::wrong(const std::string& sentence) const {
  warn(sentence + "; `godwit " + std::string(command_) + " --help` lists the flags");
  return kUsage;
}

std::optional<std::size_t> Flags::read_flag(std::span<char* const> arguments, std::size_t at) {
  const std::string_view argument = arguments[at];
  const std::size_t equals = argument.find('=');
  const std::string shown(argument.substr(0, equals));
  const auto fail = [this](const std::string& sentence) {
    static_cast<void>(wrong(sentence));
    return std::nullopt;
  };
  Flag* const flag = find(shown);
  if (flag == nullptr) return fail(unknown(shown));
  std::string_view value;
  const bool attached = equals != std::string_view::npos;
  if (flag->value.empty()) {
    if (attached) return fail(shown + " takes no value");
  } else if (attached) {
    value = argument.substr(equals + 1);
  } else {
    if (++at == arguments.size()) return fail(shown + " needs a value");
    value = arguments[at];
  }
  if (!flag->set(value)) {
    return fail(shown + " must be " + flag->expected + ", not " + quoted(value));
  }
  flag->given = true;
  return at;
}

std::optional<int> Flags::read(std::span<char* const> arguments) {
  std::size_t taken = 0;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string_view argument = arguments[at];
    if (const std::optional<std::string> text = asked_text(argument)) {
      return print(*text) ? kDone : kFailed;
    }
    if (argument.size() > 1 && argument[0] == '-') {
      const std::optional<std::size_t> last = read_flag(arguments, at);
      if (!last) return kUsage;
      at = *last;
    } else if (taken < arguments_.size()) {
      *arguments_[taken++].set = argument;
    } else {
      return wrong(quoted(argument) + " is no flag");
    }
  }
  if (taken < arguments_.size()) return wrong(std::string(arguments_[taken].name) + " is missing");
  for (const Flag& flag : flags_) {
    if (flag.required && !flag.given) return wrong("--" + std::string(flag.name) + " is missing");
  }
  return std::nullopt;
}

command_line::Manual Flags::manual() const {
  command_line::Manual manual = manual_of(command_);
  manual.description = description_;
  for (const Argument& argument : arguments_) {
    manual.operands.append(manual.operands.empty() ? "" : " ").append(argument.name);
  }
  for (const Flag& flag : flags_) {
    manual.flags.push_back(
        {std::string(flag.name), flag.letter, flag.value, std::string(flag.help), flag.required});
  }
  for (command_line::FlagRow& row : command_line::common_flags()) {
    manual.flags.push_back(std::move(row));
  }
  return manual;
}

std::optional<std::string> Flags::asked_text(std::string_view argument) const {
  if (argument == "--help" || argument == "-h") return command_line::help_text(manual());
  if (argument == "--man") return command_line::man_page(manual());
  if (argument == "--version") return command_line::version_text("godwit");
  return std::nullopt;
}

std::string Flags::unknown(const std::string& shown) const {
  std::vector<std::string> names;
  for (const command_line::FlagRow& row : manual().flags) names.push_back(row.name);
  return command_line::unknown_flag(shown, names);
}

}  // namespace godwit::cli
