// Directories and file systems that live as long as a test.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

class TemporaryDirectory final {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string file(std::string_view name) const {
    return path_ + "/" + std::string(name);
  }

 private:
  std::string path_;
};

// A file system of its own, small enough to be filled. Needs root; null, with a reason printed,
// where it cannot be mounted.
class TinyDisk final {
 public:
  static std::unique_ptr<TinyDisk> mount(std::size_t size_bytes);
  ~TinyDisk();
  TinyDisk(const TinyDisk&) = delete;
  TinyDisk& operator=(const TinyDisk&) = delete;

  [[nodiscard]] const std::string& path() const { return directory_.path(); }
  // Takes up all of the space that is left, or gives it back.
  void fill() const;
  void make_room() const;

 private:
  TinyDisk() = default;
  TemporaryDirectory directory_;
};

[[nodiscard]] std::string read_file(const std::string& path);
// Permission bits, of the name itself.
[[nodiscard]] unsigned mode_of(const std::string& path);
void write_file(const std::string& path, std::string_view text);
[[nodiscard]] std::vector<std::string> names_in(const std::string& directory);
// The files at any depth below `directory` that contain `needle`.
[[nodiscard]] std::vector<std::string> files_with(const std::string& directory,
                                                  std::string_view needle);

}  // namespace godwit
