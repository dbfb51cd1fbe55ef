// An error in a schema: its place, its keyword, and the remedy.
#pragma once

#include <string>
#include <vector>

namespace godwit::schema {

struct SchemaError {
  std::string file;
  std::string pointer;  // JSON pointer into the file; empty for its whole.
  std::string keyword;  // Empty where it is about no keyword.
  std::string sentence;
};

using SchemaErrors = std::vector<SchemaError>;

// "FILE#POINTER: KEYWORD: SENTENCE".
[[nodiscard]] inline std::string to_string(const SchemaError& error) {
  std::string line = error.file + "#" + error.pointer + ": ";
  if (!error.keyword.empty()) line += error.keyword + ": ";
  return line + error.sentence;
}

}  // namespace godwit::schema
