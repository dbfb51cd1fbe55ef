// The reader on texts that were written from the grammar of RFC 8259.
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_reader.h"
#include "support/catch.h"

using namespace godwit;

namespace {

struct Case {
  bool accepted;
  std::string note;
  std::string text;
};

std::string decoded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const bool escaped = text[0] == '%';
    out += escaped ? static_cast<char>(std::stoi(std::string(text.substr(1, 2)), nullptr, 16))
                   : text[0];
    text.remove_prefix(escaped ? 3 : 1);
  }
  return out;
}

std::vector<Case> read_cases() {
  constexpr std::string_view kBar = " | ";
  std::vector<Case> cases;
  std::ifstream file(GODWIT_RFC8259_CASES);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t first = line.find(kBar);
    const std::size_t second = line.find(kBar, first + kBar.size());
    REQUIRE(second != std::string::npos);
    cases.push_back({line.substr(0, first).back() == '+',
                     line.substr(first + kBar.size(), second - first - kBar.size()),
                     decoded(line.substr(second + kBar.size()))});
  }
  return cases;
}

}  // namespace

TEST_CASE("json_reader: keeps to the grammar of RFC 8259, and says what is wrong", "[base]") {
  const std::vector<Case> cases = read_cases();
  REQUIRE(cases.size() > 250);
  for (const Case& wanted : cases) {
    CAPTURE(wanted.text, wanted.note);
    JsonReader reader(wanted.text);
    while (reader.next() != JsonToken::end && reader.token() != JsonToken::error) {
    }
    CHECK((reader.token() == JsonToken::end) == wanted.accepted);
    if (!wanted.accepted && reader.error() != nullptr) CHECK(reader.error() == wanted.note);
  }
}
