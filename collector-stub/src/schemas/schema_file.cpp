#include "schemas/schema_file.h"

#include <fstream>
#include <system_error>

namespace godwit::collector {
namespace {

// What is wrong comes first: a long path is cut, not the reason.
Status unusable(std::string_view what, const std::filesystem::path& path) {
  return Status(StatusCode::invalid_argument, "The schemas cannot be used: ")
      .append(what)
      .append(" (`godwit schema compile` writes a pack): ")
      .append(path.native());
}

}  // namespace

Status SchemaFile::read(const std::filesystem::path& path, std::size_t bytes_max,
                        std::unique_ptr<const SchemaFile>& file) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) return unusable(error.message(), path);
  if (size > bytes_max) return unusable("the file is too large", path);
  auto fresh = std::make_unique<SchemaFile>();
  fresh->size_bytes_ = static_cast<std::size_t>(size);
  fresh->words_.resize((fresh->size_bytes_ + 3) / 4);
  std::ifstream in(path, std::ios::binary);
  char* const bytes = reinterpret_cast<char*>(fresh->words_.data());
  if (!in) return unusable("the file cannot be opened", path);
  if (!in.read(bytes, static_cast<std::streamsize>(size))) {
    return unusable("the file cannot be read to its end", path);
  }
  if (const char* wrong = fresh->pack_.open({bytes, fresh->size_bytes_})) {
    return unusable(wrong, path);
  }
  file = std::move(fresh);
  return {};
}

}  // namespace godwit::collector
