// Runs a pattern whose table (pattern_machine.h) is a program: all ways through it at once.
//
// Few patterns are programs. A program whose packs are all ordinary (pack::Header) links a function
// that does nothing (wasm/bindings/ordinary_schemas.cpp).
#pragma once

#include <cstdint>
#include <string_view>

namespace godwit {

[[nodiscard]] bool run_pattern_program(const std::uint32_t* table, std::string_view raw);

// The class of the character at `at`. Moves `at` behind it.
[[nodiscard]] std::uint32_t read_pattern_class(const std::uint32_t* table, const char*& at,
                                               const char* end);

}  // namespace godwit
