// The rules of strings that need a reader of their own. Few schemas use them.
//
// A program whose packs are all ordinary (pack::Header) links a function that does nothing
// (wasm/bindings/ordinary_schemas.cpp).
#pragma once

#include <cstdint>
#include <string_view>

#include "schema/pack_format.h"

namespace godwit {

[[nodiscard]] inline bool is_syntax_rule(pack::StringRule rule) {
  return rule == pack::StringRule::a_labels || rule == pack::StringRule::regex;
}

// `text` has no escapes; for the other parameters see string_rule.h.
[[nodiscard]] bool syntax_rule_holds(pack::StringRule rule, const std::uint32_t* table,
                                     std::string_view text);

}  // namespace godwit
