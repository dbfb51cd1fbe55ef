#include "schema/syntax_rule.h"

#include "schema/a_label.h"
#include "schema/regex_syntax.h"

namespace godwit {

bool syntax_rule_holds(pack::StringRule rule, const std::uint32_t* table, std::string_view text) {
  return rule == pack::StringRule::a_labels ? a_labels_hold(text, table) : is_regex(text);
}

}  // namespace godwit
