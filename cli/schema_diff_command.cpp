// `godwit schema diff`: the effect of a new version of a schema on values that were valid before.
#include <algorithm>
#include <filesystem>

#include "command.h"
#include "compiler/json_document.h"
#include "compiler/schema_diff.h"
#include "compiler/schema_name.h"
#include "files/whole_file.h"
#include "output.h"
#include "schema/schema_version.h"
#include "schema_flags.h"

namespace godwit::cli {
namespace {

using schema::SchemaChange;

// The version in the file or in its name, if there is one.
std::optional<SchemaVersion> version_of(const std::string& path) {
  const Result<std::string> text = read_whole_file(path);
  if (!text.ok()) return std::nullopt;  // The comparison has said so.
  const schema::JsonValue root = schema::parse_json(text.value()).root;
  const std::filesystem::path name(path);
  const std::string stem = name.extension() == ".json" ? name.stem() : name.filename();
  if (root.find("self") == nullptr && !parse_schema_version(stem)) return std::nullopt;
  std::string why;
  const auto named = schema::name_schema(root, "schema/" + stem, why);
  return named ? std::optional(named->version) : std::nullopt;
}

}  // namespace

int run_schema_diff(std::span<char* const> arguments) {
  command_line::Flags flags(manual_of(
      "schema diff",
      "Says whether a change of a schema is a MODEL (no valid value stays valid), a REVISION\n"
      "(some valid values become invalid) or an ADDITION (all valid values stay valid), and why."));
  std::string before_path;
  std::string after_path;
  schema::CompilerOptions options;
  flags.operand("OLD.json", before_path);
  flags.operand("NEW.json", after_path);
  add_compiler_flags(flags, options);
  if (const std::optional<int> exit = read(flags, arguments)) return *exit;
  const schema::CompiledSchemas before = schema::compile_file(before_path, options);
  const schema::CompiledSchemas after = schema::compile_file(after_path, options);
  const bool good = report(before);
  if (!report(after) || !good) return kUsage;

  const std::vector<schema::SchemaDifference> differences = compare_schemas(before, after);
  SchemaChange change = SchemaChange::none;
  std::string reasons;
  for (const schema::SchemaDifference& difference : differences) {
    change = std::max(change, difference.change);
    reasons.append(schema::name_of(difference.change)).append("\t");
    reasons.append(visible(difference.pointer)).append("\t");
    reasons.append(visible(difference.sentence)).append("\n");
  }
  std::string text = std::string(schema::name_of(change)) + "\n" + reasons;
  if (!print(text)) return kFailed;
  const std::optional<SchemaVersion> from = version_of(before_path);
  const std::optional<SchemaVersion> to = version_of(after_path);
  if (!from || !to) return kDone;
  const SchemaChange promised = schema::promised_change(*from, *to);
  if (promised >= change) return kDone;
  warn("from " + schema::to_string(*from) + " to " + schema::to_string(*to) + " is a step of " +
       std::string(schema::name_of(promised)) + "; it must be one of " +
       std::string(schema::name_of(change)));
  return kInvalid;
}

}  // namespace godwit::cli
