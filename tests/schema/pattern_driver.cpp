// Answers for pattern.test.mjs: reads lines of JSON, ["pattern", "text", …], and writes one for
// each: a 0 or 1 per text, or `error`, `invalid` or `unsupported`, and the sentence, between tabs.
//
// Each text is run in both forms of the table, as it is and with escapes; `?` where they disagree.
// With the argument `regex`, each line's answer is whether `format: regex` takes the pattern.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "pattern/pattern_compiler.h"
#include "schema/pattern_machine.h"
#include "schema/regex_syntax.h"

namespace {

using godwit::schema::PatternForm;

std::string answer(const nlohmann::json& line) {
  const std::string pattern = line.at(0).get<std::string>();
  std::vector<std::uint32_t> table;
  std::vector<std::uint32_t> program;
  const auto error = godwit::schema::compile_pattern(pattern, table);
  if (error) {
    return std::string("error\t") + (error->unsupported ? "unsupported" : "invalid") + '\t' +
           error->sentence;
  }
  if (godwit::schema::compile_pattern(pattern, program, PatternForm::program)) return "no program";
  std::string verdicts;
  for (std::size_t at = 1; at < line.size(); ++at) {
    int matching = 0;
    for (const bool escaped : {false, true}) {
      const std::string text = line.at(at).dump(-1, ' ', escaped);
      const std::string_view raw = std::string_view(text).substr(1, text.size() - 2);
      matching += godwit::pattern_matches(table.data(), raw) ? 1 : 0;
      matching += godwit::pattern_matches(program.data(), raw) ? 1 : 0;
    }
    verdicts += matching == 4 ? '1' : matching == 0 ? '0' : '?';
  }
  return verdicts;
}

}  // namespace

int main(int count, char** arguments) {
  std::ios::sync_with_stdio(false);
  const bool regex = count > 1 && std::string_view(arguments[1]) == "regex";
  std::string line;
  while (std::getline(std::cin, line)) {
    const nlohmann::json asked = nlohmann::json::parse(line);
    if (regex) {
      std::cout << godwit::is_regex(asked.at(0).get<std::string>()) << '\n';
    } else {
      std::cout << answer(asked) << '\n';
    }
  }
  return EXIT_SUCCESS;
}
