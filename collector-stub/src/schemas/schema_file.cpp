#include "schemas/schema_file.h"

#include <cstring>
#include <string>

#include "files/whole_file.h"

namespace godwit::collector {
namespace {

// The error comes first, so that a long path is cut and not the reason.
Status unusable(std::string_view what, const std::filesystem::path& path) {
  return Status(StatusCode::invalid_argument, "The schemas cannot be used: ")
      .append(what)
      .append(" (`godwit schema compile` writes a pack): ")
      .append(path.native());
}

}  // namespace

Status SchemaFile::read(const std::filesystem::path& path, std::size_t bytes_max,
                        std::unique_ptr<const SchemaFile>& file) {
  const Result<std::string> read = read_whole_file(path.native(), bytes_max);
  if (!read.ok()) {
    return Status(StatusCode::invalid_argument, "The schemas cannot be used: ")
        .append(read.status().message());
  }
  const std::string& text = read.value();
  auto fresh = std::make_unique<SchemaFile>();
  fresh->size_bytes_ = text.size();
  fresh->words_.resize((text.size() + 3) / 4);
  if (!text.empty()) std::memcpy(fresh->words_.data(), text.data(), text.size());
  const char* const bytes = reinterpret_cast<const char*>(fresh->words_.data());
  if (const char* wrong = fresh->pack_.open({bytes, fresh->size_bytes_})) {
    return unusable(wrong, path);
  }
  file = std::move(fresh);
  return {};
}

}  // namespace godwit::collector
