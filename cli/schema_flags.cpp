#include "schema_flags.h"

#include <filesystem>

#include "output.h"

namespace godwit::cli {
namespace {

// The address under which the official JSON-Schema-Test-Suite expects its remotes.
constexpr std::string_view kRemotesUri = "http://localhost:1234/";

}  // namespace

void add_compiler_flags(command_line::Flags& flags, schema::CompilerOptions& options) {
  flags.choice<std::optional<schema::Draft>>(
      "draft", "the draft of schemas that name none (default: 2020-12, and 4 with a `self` block)",
      {{"4", schema::Draft::draft_04}, {"2020-12", schema::Draft::draft_2020_12}}, options.draft);
  flags.choice<bool>("formats", "whether `format` refuses values (default: assert)",
                     {{"assert", true}, {"annotate", false}}, options.assert_formats);
  const auto add_folder = [&options](std::string_view given) {
    const std::size_t equals = given.find('=');
    const bool named = equals != std::string_view::npos;
    const std::string_view uri = named ? given.substr(0, equals) : kRemotesUri;
    const std::filesystem::path folder(named ? given.substr(equals + 1) : given);
    if (!std::filesystem::is_directory(folder)) return false;
    options.remotes.emplace_back(uri, folder);
    return true;
  };
  flags
      .add({"remotes", "[URI=]DIR",
            "schemas find the files of DIR below URI (default: http://localhost:1234/)",
            "a folder, or a URI, = and a folder", add_folder})
      .repeated();
}

bool report(const schema::CompiledSchemas& compiled) {
  for (const schema::SchemaError& warning : compiled.warnings) {
    warn("warning: " + to_string(warning));
  }
  for (const schema::SchemaError& error : compiled.errors) {
    warn(to_string(error));
  }
  return compiled.errors.empty();
}

}  // namespace godwit::cli
