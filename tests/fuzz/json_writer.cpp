// Claim: append_json_string() writes, for every UTF-8 text, a JSON string that means this text, and
// for any other text one that means it once it is repaired (base/repair.h); in one line of plain
// characters, leaving alone what stands before it.
//
// Input: a byte for what is in the buffer before, then the text.
#include "base/json_writer.h"

#include <nlohmann/json.hpp>
#include <string>

#include "base/json_reader.h"
#include "base/repair.h"
#include "support/check.h"
#include "support/input.h"

namespace {

using namespace godwit;
using namespace godwit::fuzz;

// nlohmann/json's judgement: it does not write what is not UTF-8.
bool is_utf8(std::string_view text) {
  try {
    static_cast<void>(nlohmann::json(text).dump());
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  char lent[16];
  Bytes out{std::span<char>(lent)};
  const std::string before(input.choice(20), '-');
  out.append(before);
  const std::string_view text = input.rest();

  const bool written = append_json_string(out, text);
  check(written == is_utf8(text), "json_writer: knows every UTF-8 text, and no other");
  check(out.view().starts_with(before), "json_writer: leaves what stands before it");
  std::string meant(text);
  if (!written) {
    Bytes storage;
    std::string_view repaired = text;
    check(repair_text(repaired, storage) && is_utf8(repaired), "repair: makes UTF-8 of any text");
    meant = repaired;
  }
  const std::string_view json = out.view().substr(before.size());
  const auto read = nlohmann::json::parse(json, nullptr, false);
  check(read.is_string() && read.get_ref<const std::string&>() == meant,
        "json_writer: another parser reads the same text");
  for (char c : json) {
    check(static_cast<unsigned char>(c) >= 0x20, "json_writer: escapes every control character");
  }
  JsonReader reader(json);
  check(reader.next() == JsonToken::string, "json_writer: our reader reads a string");
  Bytes resolved;
  append_unescaped(resolved, reader.text());
  check(resolved.view() == meant && reader.next() == JsonToken::end,
        "json_writer: our reader reads the same text");
  return 0;
}
