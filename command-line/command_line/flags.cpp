#include "command_line/flags.h"

#include <algorithm>
#include <charconv>

#include "command_line/nearest.h"
#include "command_line/quoted.h"
#include "command_line/version_text.h"

namespace godwit::command_line {
namespace {

template <typename Number>
bool parse(std::string_view text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && read_to == end;
}

}  // namespace

std::string Flag::take(std::string_view shown, std::string_view value) {
  const std::string name(shown);
  if (is_given_ && !is_repeated_) return name + " is given twice; pass it once";
  if (value.empty() && !advice_.empty()) return name + ": it is empty; " + advice_;
  if (!take_(value)) return name + " must be " + expected_ + ", not " + quoted(value);
  is_given_ = true;
  return {};
}

Flag& Flags::add(Flag flag) {
  return flags_.emplace_back(std::move(flag));
}

Flag& Flags::whole(std::string_view name, std::string_view value, std::string_view help,
                   std::uint64_t min, std::uint64_t max, std::function<void(std::uint64_t)> set) {
  const auto take = [min, max, set = std::move(set)](std::string_view given) {
    std::uint64_t number = 0;
    if (!parse(given, number) || number < min || number > max) return false;
    set(number);
    return true;
  };
  return add({name, value, help,
              "a whole number from " + std::to_string(min) + " to " + std::to_string(max), take});
}

Flag& Flags::real(std::string_view name, std::string_view value, std::string_view help, double max,
                  std::function<void(double)> set) {
  const auto take = [max, set = std::move(set)](std::string_view given) {
    double number = 0;
    if (!parse(given, number) || !(number > 0 && number <= max)) return false;
    set(number);
    return true;
  };
  return add({name, value, help,
              "a number above 0, up to " + std::to_string(static_cast<std::uint64_t>(max)), take});
}

void Flags::operand(std::string_view name, std::string& target) {
  operands_.push_back({std::string(name), &target});
}

Answer Flags::refuse(std::string sentence) const {
  sentence.append("; `").append(command_of(manual_)).append(" --help` lists the flags");
  return {Next::refuse, std::move(sentence)};
}

Answer Flags::read(std::span<char* const> arguments) {
  std::size_t taken = 0;  // The number of operands so far.
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string_view argument = arguments[at];
    if (std::optional<std::string> text = asked_text(argument)) {
      return {Next::print, std::move(*text)};
    }
    const bool is_flag = argument.size() > 1 && argument[0] == '-';
    std::string wrong = is_flag ? read_flag(arguments, at) : read_operand(argument, taken);
    if (!wrong.empty()) return refuse(std::move(wrong));
  }
  if (std::string wrong = missing(taken); !wrong.empty()) return refuse(std::move(wrong));
  return {};
}

std::string Flags::read_flag(std::span<char* const> arguments, std::size_t& at) {
  const std::string_view argument = arguments[at];
  const std::size_t equals = argument.find('=');
  const std::string shown(argument.substr(0, equals));
  const bool is_attached = equals != std::string_view::npos;
  Flag* const flag = find(shown);
  if (flag == nullptr) return unknown(shown);
  if (!flag->takes_value()) return is_attached ? shown + " takes no value" : flag->take(shown, {});
  if (is_attached) return flag->take(shown, argument.substr(equals + 1));
  if (at + 1 < arguments.size()) return flag->take(shown, arguments[++at]);
  const std::string& expected = flag->expected();
  return shown + " needs a value: " + (expected.empty() ? flag->row().value : expected);
}

std::string Flags::read_operand(std::string_view argument, std::size_t& taken) const {
  if (taken == operands_.size()) return quoted(argument) + " is no flag";
  *operands_[taken++].target = argument;
  return {};
}

std::string Flags::missing(std::size_t taken) const {
  if (taken < operands_.size()) return operands_[taken].name + " is missing";
  for (const Flag& flag : flags_) {
    const FlagRow& row = flag.row();
    if (!row.required || flag.is_given()) continue;
    return "--" + row.name + " is missing; pass --" + row.name + " " + row.value;
  }
  return {};
}

Flag* Flags::find(std::string_view shown) {
  const bool is_letter = shown.size() == 2;
  if (!is_letter && !shown.starts_with("--")) return nullptr;
  const auto found = std::find_if(flags_.begin(), flags_.end(), [=](const Flag& flag) {
    return is_letter ? flag.row().letter == shown[1] : flag.row().name == shown.substr(2);
  });
  return found == flags_.end() ? nullptr : &*found;
}

std::string Flags::unknown(std::string_view shown) const {
  std::vector<std::string> names;
  for (const FlagRow& row : whole_manual().flags) names.push_back(row.name);
  return unknown_flag(shown, names);
}

Manual Flags::whole_manual() const {
  Manual manual = manual_;
  for (const Operand& operand : operands_) {
    manual.operands.append(manual.operands.empty() ? "" : " ").append(operand.name);
  }
  for (const Flag& flag : flags_) manual.flags.push_back(flag.row());
  for (FlagRow& row : common_flags()) manual.flags.push_back(std::move(row));
  return manual;
}

std::optional<std::string> Flags::asked_text(std::string_view argument) const {
  if (argument == "--help" || argument == "-h") return help_text(whole_manual());
  if (argument == "--man") return man_page(whole_manual());
  if (argument == "--version") return version_text(manual_.program);
  return std::nullopt;
}

}  // namespace godwit::command_line
