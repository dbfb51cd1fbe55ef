#include "files/shred.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>

namespace godwit {
namespace {

// The maximal length of a file that this process may write to (`ulimit -f`), including overwriting.
std::uint64_t writable_bytes_max() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
    return std::numeric_limits<std::uint64_t>::max();
  }
  return limit.rlim_cur;
}

Status overwrite(FileHandle& file, std::uint64_t size_bytes) {
  const std::array<char, 4'096> zeros{};  // On the stack: in the library it would be bytes to ship.
  for (std::uint64_t at = 0; at < size_bytes; at += zeros.size()) {
    const auto count = std::min<std::uint64_t>(size_bytes - at, zeros.size());
    const Status status = file.write_at({zeros.data(), static_cast<std::size_t>(count)}, at);
    if (!status.ok()) return status;
  }
  return file.sync();
}

Status shred_tree_at(const DirectoryHandle& directory, std::string_view name, int depth) {
  if (depth == 0) {
    return Status(StatusCode::storage_unavailable, "too deep to erase: ")
        .append(directory.path_of(name));
  }
  const Result<DirectoryHandle> tree = directory.open_directory(name);
  if (!tree.ok()) return tree.status();
  const Result<std::vector<std::string>> names = tree.value().names();
  if (!names.ok()) return names.status();
  for (const std::string& inside : names.value()) {
    const Result<std::optional<FileState>> state = tree.value().state_of(inside);
    if (!state.ok()) return state.status();
    const bool deeper = state.value() && state.value()->directory;
    const Status status =
        deeper ? shred_tree_at(tree.value(), inside, depth - 1) : shred_file(tree.value(), inside);
    if (!status.ok()) return status;
  }
  return directory.remove_directory(name);
}

}  // namespace

Status shred_file(const DirectoryHandle& directory, std::string_view name) {
  const Result<std::optional<FileState>> state = directory.state_of(name);
  if (!state.ok()) return state.status();
  if (!state.value()) return {};
  if (!state.value()->regular) return directory.remove(name);
  Result<FileHandle> file = directory.open_file(name, FileAccess::write);
  if (!file.ok()) return file.status();
  const std::uint64_t size_bytes = state.value()->size_bytes;
  const std::uint64_t reachable = std::min(size_bytes, writable_bytes_max());
  Status status = overwrite(file.value(), reachable);
  if (status.ok() && reachable < size_bytes) status = file.value().cut_to(0);
  if (status.ok()) status = directory.remove(name);
  if (!status.ok() || reachable == size_bytes) return status;
  return Status(StatusCode::storage_unavailable,
                "removed, but longer than `ulimit -f` lets us overwrite; its bytes may still be on "
                "the disk: ")
      .append(directory.path_of(name));
}

Status shred_tree(const DirectoryHandle& directory, std::string_view name) {
  return shred_tree_at(directory, name, kShredDepthMax);
}

}  // namespace godwit
