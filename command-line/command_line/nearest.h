// Guesses the word that a user meant to type.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace godwit::command_line {

// The one of `known` that begins with `word`, or else the nearest by letters left out, added,
// changed or swapped. Empty if none is near.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string> known);

// "there is no flag --nmae (did you mean --name?)". The known names are without their dashes.
[[nodiscard]] std::string unknown_flag(std::string_view shown, std::span<const std::string> known);

}  // namespace godwit::command_line
