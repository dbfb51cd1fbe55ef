// The directory of one tracker's files. The object makes it, locks it against other trackers, and
// sets aside files that this version cannot use.
//
//   lock              held with flock() while the directory is open
//   format            the version of the layout, in decimal
//   NAME.damaged-N    a file that could not be read; the last kDamagedKept are kept
//   NAME.newer-N      a file that a newer version wrote; kept
//   set-aside-N/      everything that a newer version left here; kept
//   NAME.erasing      a file whose erasure was cut short; open() finishes it
//
// The lock belongs to an open file, so it also excludes another DataDirectory in this process. A
// child made by fork() shares the lock: if the parent is killed and such a child lives on, the
// directory stays in use. (A program started by exec does not share the lock.)
// The directory is opened once. All files are reached through its handle, also after chdir().
// Threads: one at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "files/directory_handle.h"
#include "files/file_handle.h"
#include "godwit/status.h"
#include "posix/fork_guard.h"

namespace godwit {

class DataDirectory final {
 public:
  static constexpr std::uint64_t kFormat = 1;
  static constexpr std::size_t kDamagedKept = 4;

  // Why a file is set aside.
  enum class Unusable : std::uint8_t { damaged, newer };
  // Files that belong together: "events.db" with the suffixes "", "-wal".
  using Suffixes = std::span<const std::string_view>;
  static constexpr std::array<std::string_view, 1> kAlone = {""};

  // Takes the directory over. The overload with a path first makes a missing directory and its
  // missing parents (DirectoryHandle::make()).
  // Errors: in_use (another tracker holds it; the sentence names the directory);
  // storage_unavailable (it cannot be made, locked, read or written); invalid_argument (empty path,
  // another user's, or others can write to it).
  [[nodiscard]] static Result<std::unique_ptr<DataDirectory>> open(DirectoryHandle directory);
  [[nodiscard]] static Result<std::unique_ptr<DataDirectory>> open(std::string_view path);

  ~DataDirectory();
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  // The directory itself, for the stores' files.
  [[nodiscard]] const DirectoryHandle& handle() const { return handle_; }
  [[nodiscard]] const std::string& path() const { return handle_.path(); }

  // Sentences for the log about the files that were set aside since opening.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

  // Renames `name` (each of its suffixes that exists) to the next free NAME.damaged-N or
  // NAME.newer-N and returns that name. Beyond kDamagedKept, the oldest damaged one is removed.
  [[nodiscard]] Result<std::string> set_aside(std::string_view name, Unusable why,
                                              Suffixes suffixes = kAlone);

  // Erases `name` with its suffixes so that nothing is left to read. After it has returned, or has
  // failed half-way, the name is free. The next open() erases the rest.
  [[nodiscard]] Status erase(std::string_view name, Suffixes suffixes = kAlone);
  // Erases everything that was ever set aside.
  [[nodiscard]] Status erase_set_aside();

 private:
  DataDirectory(DirectoryHandle handle, FileHandle lock)
      : handle_(std::move(handle)), lock_(std::move(lock)) {}

  [[nodiscard]] Status settle_format();
  [[nodiscard]] Status write_format();
  [[nodiscard]] Status move_all_aside(std::string_view version);
  [[nodiscard]] Status erase_leftovers();
  // One more than the highest N among names that are `prefix` + N.
  [[nodiscard]] Result<std::uint64_t> next_number(std::string_view prefix) const;
  void note(std::string sentence);

  DirectoryHandle handle_;
  FileHandle lock_;
  ForkGuard guard_;
  std::vector<std::string> notes_;
};

}  // namespace godwit
