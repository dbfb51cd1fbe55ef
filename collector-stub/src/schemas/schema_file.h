// A schema pack from a file: the bytes, and the pack that views them.
//
// Threads: immutable after the read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "godwit/status.h"
#include "schema/schema_pack.h"

namespace godwit::collector {

class SchemaFile {
 public:
  // Errors: invalid_argument: the file cannot be read, is larger than `bytes_max`, or is no pack.
  [[nodiscard]] static Status read(const std::filesystem::path& path, std::size_t bytes_max,
                                   std::unique_ptr<const SchemaFile>& file);
  SchemaFile() = default;
  SchemaFile(const SchemaFile&) = delete;
  SchemaFile& operator=(const SchemaFile&) = delete;

  [[nodiscard]] const SchemaPack& pack() const { return pack_; }
  [[nodiscard]] std::size_t size_bytes() const { return size_bytes_; }

 private:
  std::vector<std::uint32_t> words_;  // A pack must be aligned to four bytes.
  std::size_t size_bytes_ = 0;
  SchemaPack pack_;
};

}  // namespace godwit::collector
