// `godwit schema compile`: a folder of schemas becomes a pack.
#include <string>
#include <string_view>

#include "command.h"
#include "compiler/counted.h"
#include "files/whole_file.h"
#include "output.h"
#include "schema_flags.h"
#include "typed_code/cpp_writer.h"
#include "typed_code/ts_writer.h"

namespace godwit::cli {
namespace {

bool write_file(const std::string& path, std::string_view bytes) {
  const Status status = write_whole_file(path, bytes);
  if (!status.ok()) warn(status.message());
  return status.ok();
}

}  // namespace

int run_schema_compile(std::span<char* const> arguments) {
  command_line::Flags flags(manual_of(
      "schema compile",
      "Compiles the schemas of a folder, *.json and those of Iglu, into one pack. Prints all\n"
      "errors at once, each with file, JSON pointer and keyword."));
  std::string folder;
  std::string pack;
  std::string cpp;
  std::string ts;
  schema::CompilerOptions options;
  flags.operand("DIR", folder);
  flags.text("output", "PACK", "the pack to write", pack).required().letter('o');
  flags.text("cpp", "FILE", "a C++ header to write, with a struct and a track() for each event",
             cpp);
  flags.text("ts", "FILE", "a TypeScript module to write, with types and functions for them", ts);
  add_compiler_flags(flags, options);
  if (const std::optional<int> exit = read(flags, arguments)) return *exit;
  options.typed = !cpp.empty();
  const schema::CompiledSchemas compiled = schema::compile_folder(folder, options);
  if (!report(compiled)) return kUsage;
  const std::string_view bytes(reinterpret_cast<const char*>(compiled.pack.data()),
                               compiled.pack.size() * sizeof compiled.pack[0]);
  if (!write_file(pack, bytes) || (!cpp.empty() && !write_file(cpp, write_cpp(compiled))) ||
      (!ts.empty() && !write_file(ts, write_ts(compiled)))) {
    return kFailed;
  }
  return print(schema::counted(compiled.schemas.size(), "schema") + ", " +
               schema::counted(bytes.size(), "byte") + "\n")
             ? kDone
             : kFailed;
}

}  // namespace godwit::cli
