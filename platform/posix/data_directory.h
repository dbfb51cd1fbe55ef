// The directory that one tracker keeps its files in: makes it, holds it against others, and moves
// aside what this version cannot use.
//
//   lock              held with flock() while the directory is open
//   format            the version of the layout, in decimal
//   NAME.damaged-N    a file that could not be read; the last kDamagedKept are kept
//   NAME.newer-N      a file that a newer version wrote; kept
//   set-aside-N/      everything that a newer version left here; kept
//   NAME.erasing      a file whose erasure was cut short; open() finishes it
//
// The lock belongs to an open file, so that it also holds against another DataDirectory in this
// process. A child made by fork() shares it: while such a child lives on after its parent was
// killed, the directory stays in use. (A program started by exec does not share it.)
// Threads: one at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/status.h"
#include "posix/fork_guard.h"
#include "posix/unique_fd.h"

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

  // Makes the directory and its missing parents, mode 0700.
  // Errors: in_use (held by another tracker; the sentence names the directory);
  // storage_unavailable (it cannot be made, locked or written); invalid_argument (empty path).
  static Result<std::unique_ptr<DataDirectory>> open(std::string path);

  ~DataDirectory();
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  // The path of a file in it.
  [[nodiscard]] std::string file(std::string_view name) const;

  // Sentences about what was set aside since it was opened, for the log.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

  // Renames `name` (each of its suffixes that exists) to the next free NAME.damaged-N or
  // NAME.newer-N and returns that name. Beyond kDamagedKept, the oldest damaged one is removed.
  Result<std::string> set_aside(std::string_view name, Unusable why, Suffixes suffixes = kAlone);

  // Erases `name` with its suffixes so that nothing is left to read. Once it has returned, or has
  // failed half-way, the name is free; what is left over is erased by the next open().
  Status erase(std::string_view name, Suffixes suffixes = kAlone);
  // Erases everything that was ever set aside.
  Status erase_set_aside();

 private:
  DataDirectory(std::string path, UniqueFd lock);

  Status settle_format();
  Status write_format();
  Status move_all_aside(std::string_view version);
  Status erase_leftovers();
  // The names in the directory, in no order.
  [[nodiscard]] std::vector<std::string> names() const;
  // One more than the highest N among names that are `prefix` + N.
  [[nodiscard]] std::uint64_t next_number(std::string_view prefix) const;
  void note(std::string sentence);

  std::string path_;
  UniqueFd lock_;
  ForkGuard guard_;
  std::vector<std::string> notes_;
};

}  // namespace godwit
