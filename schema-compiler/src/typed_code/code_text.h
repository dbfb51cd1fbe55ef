// Text from schemas as comments and literals of generated code, where none of it can end the
// comment or the literal, or look different from what it is.
#pragma once

#include <string>
#include <string_view>

namespace godwit::schema {

// `//` lines, each behind the indent; nothing for an empty text.
[[nodiscard]] std::string line_comment(std::string_view text, std::string_view indent);
// A JSDoc comment.
[[nodiscard]] std::string doc_comment(std::string_view text, std::string_view indent);

// A string literal of C++.
[[nodiscard]] std::string cpp_literal(std::string_view text);
// JSON as a literal of TypeScript: strings keep their double quotes.
[[nodiscard]] std::string ts_literal(std::string_view json);

}  // namespace godwit::schema
