// `godwit schema validate`: checks lines of JSON against a schema.
#include <unistd.h>

#include <cstring>

#include "base/bytes.h"
#include "base/visible_text.h"
#include "command.h"
#include "line_reader.h"
#include "output.h"
#include "schema/json_path.h"
#include "schema/validator.h"
#include "schema_flags.h"

namespace godwit::cli {
namespace {

constexpr std::size_t kVerdictsBytes = 64 * 1024;
constexpr std::size_t kInstanceBytesMax = 64 << 20;

// In a field between tabs no control character may stand.
void append_field(Bytes& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  Bytes visible;
  append_visible_in_json(visible, text);
  out.append('\t');
  for (const char c : visible.view()) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20) {
      out.append(c);
    } else {
      out.append("\\u00");
      out.append(kHex[byte >> 4]);
      out.append(kHex[byte & 15]);
    }
  }
}

void append_refusal(Bytes& out, std::string_view line, const SchemaRefusal& refusal) {
  Bytes pointer;
  if (refusal.keyword != "json") append_json_pointer(pointer, line, refusal.offset);
  out.append("invalid");
  append_field(out, pointer.view());
  append_field(out, refusal.keyword);
  append_field(out, refusal.sentence);
  out.append('\n');
}

int validate_lines(const SchemaPack& pack) {
  const pack::Ref group = pack.schemas().front().group;
  SchemaValidator validator(pack);
  LineReader lines(STDIN_FILENO, -1, kInstanceBytesMax);
  Bytes out;
  bool all_valid = true;
  for (;;) {
    std::string_view line;
    const LineReader::Outcome outcome = lines.next(line);
    if (outcome == LineReader::Outcome::end) break;
    if (outcome == LineReader::Outcome::failed) {
      warn(std::string("cannot read standard input: ") + std::strerror(errno));
      return kFailed;
    }
    const bool fits = outcome == LineReader::Outcome::line;
    if (fits && validator.validate(group, line)) {
      out.append("valid\n");
    } else {
      all_valid = false;
      append_refusal(
          out, line,
          fits ? validator.refusal() : SchemaRefusal{"json", "the line is longer than 64 MiB", 0});
    }
    if (out.size() < kVerdictsBytes) continue;
    if (!print(out.view())) return kFailed;
    out.clear();
  }
  if (!print(out.view())) return kFailed;
  return all_valid ? kDone : kInvalid;
}

}  // namespace

int run_schema_validate(std::span<char* const> arguments) {
  command_line::Flags flags(manual_of(
      "schema validate",
      "Reads values from standard input, one line of JSON each. Prints one line for each:\n"
      "`valid`; or `invalid`, a JSON pointer into the value, the keyword and a sentence,\n"
      "separated by tabs."));
  std::string path;
  schema::CompilerOptions options;
  flags.operand("SCHEMA.json", path);
  add_compiler_flags(flags, options);
  if (const std::optional<int> exit = read(flags, arguments)) return *exit;
  const schema::CompiledSchemas compiled = schema::compile_file(path, options);
  if (!report(compiled)) return kUsage;
  SchemaPack pack;
  const auto* bytes = reinterpret_cast<const char*>(compiled.pack.data());
  if (const char* wrong = pack.open({bytes, compiled.pack.size() * sizeof compiled.pack[0]})) {
    warn(wrong);
    return kFailed;
  }
  return validate_lines(pack);
}

}  // namespace godwit::cli
