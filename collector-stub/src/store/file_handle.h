// An owned file descriptor, and the few whole-or-nothing operations that the store needs of it.
//
// Errors: each function says whether all of it was done; errno then holds the reason.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <utility>

namespace godwit::collector {

class FileHandle final {
 public:
  FileHandle() = default;
  explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
  FileHandle(FileHandle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileHandle() { close(); }

  [[nodiscard]] static FileHandle open_reading(const std::filesystem::path& path);
  // Makes the file if it is missing.
  [[nodiscard]] static FileHandle open_writing(const std::filesystem::path& path);

  [[nodiscard]] bool valid() const { return descriptor_ >= 0; }
  void close();

  // Writes all of `bytes` at `offset`.
  [[nodiscard]] bool write_at(std::string_view bytes, std::uint64_t offset);
  // Reads up to `size` bytes; returns how many, 0 at the end or after an error.
  [[nodiscard]] std::size_t read_at(char* to, std::size_t size, std::uint64_t offset) const;
  [[nodiscard]] bool cut_to(std::uint64_t length);
  // Waits until data and length are on the disk.
  [[nodiscard]] bool sync();

 private:
  int descriptor_ = -1;
};

// Calls `take` with each line of [from, to) without its line break, until it returns false. A last
// piece without a line break is no line. Returns the offset behind the last line that was taken.
std::uint64_t for_each_line(const FileHandle& file, std::uint64_t from, std::uint64_t to,
                            const std::function<bool(std::string_view line)>& take);

// Makes a directory's entries (new names, renames) durable.
void sync_directory(const std::filesystem::path& directory);

}  // namespace godwit::collector
