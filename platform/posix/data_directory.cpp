#include "posix/data_directory.h"

#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <system_error>

#include "files/shred.h"
#include "files/system_status.h"

namespace godwit {
namespace {

constexpr std::string_view kLockName = "lock";
constexpr std::string_view kFormatName = "format";
constexpr std::string_view kSetAsidePrefix = "set-aside-";
constexpr std::string_view kErasingSuffix = ".erasing";
constexpr std::string_view kDamagedMark = ".damaged-";
constexpr std::string_view kNewerMark = ".newer-";

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<FileHandle> take_lock(const DirectoryHandle& directory) {
  Result<FileHandle> lock = directory.open_file(kLockName, FileAccess::make);
  if (!lock.ok()) return lock;
  if (::flock(lock.value().descriptor(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) {
    return Status(StatusCode::in_use, "another tracker uses this data directory: ")
        .append(directory.path());
  }
  return storage_status("cannot lock", lock.value().path());
}

// The file's first line; empty if there is no such file.
Result<std::optional<std::string>> read_line(const DirectoryHandle& directory,
                                             std::string_view name) {
  const Result<std::optional<FileState>> state = directory.state_of(name);
  if (!state.ok()) return state.status();
  if (!state.value()) return std::optional<std::string>();
  const Result<FileHandle> file = directory.open_file(name, FileAccess::read);
  if (!file.ok()) return file.status();
  char text[64];
  const Result<std::size_t> count = file.value().read_at(text, 0);
  if (!count.ok()) return count.status();
  const std::string_view all(text, count.value());
  return std::optional<std::string>(all.substr(0, all.find('\n')));
}

Status rename_if_there(const DirectoryHandle& directory, const std::string& from,
                       const std::string& to) {
  const Result<std::optional<FileState>> state = directory.state_of(from);
  if (!state.ok()) return state.status();
  return state.value() ? directory.rename(from, to) : Status();
}

bool is_set_aside(std::string_view name) {
  return name.starts_with(kSetAsidePrefix) || name.find(kDamagedMark) != std::string_view::npos ||
         name.find(kNewerMark) != std::string_view::npos;
}

}  // namespace

Result<std::unique_ptr<DataDirectory>> DataDirectory::open(std::string_view path) {
  Result<DirectoryHandle> handle = DirectoryHandle::make(path);
  if (!handle.ok()) return handle.status();
  return open(std::move(handle.value()));
}

Result<std::unique_ptr<DataDirectory>> DataDirectory::open(DirectoryHandle handle) {
  Result<FileHandle> lock = take_lock(handle);
  if (!lock.ok()) return lock.status();
  std::unique_ptr<DataDirectory> directory(
      new DataDirectory(std::move(handle), std::move(lock.value())));
  if (const Status status = directory->settle_format(); !status.ok()) return status;
  if (const Status status = directory->erase_leftovers(); !status.ok()) {
    directory->note(std::string(status.message()));
  }
  return directory;
}

DataDirectory::~DataDirectory() {
  // Unlocking also ends the lock of children that inherited the open file. A child must not unlock.
  if (guard_.owned()) ::flock(lock_.descriptor(), LOCK_UN);
}

Result<std::string> DataDirectory::set_aside(std::string_view name, Unusable why,
                                             Suffixes suffixes) {
  const std::string prefix =
      std::string(name).append(why == Unusable::damaged ? kDamagedMark : kNewerMark);
  const Result<std::uint64_t> number = next_number(prefix);
  if (!number.ok()) return number.status();
  const std::string aside = prefix + std::to_string(number.value());
  for (const std::string_view suffix : suffixes) {
    const Status status = rename_if_there(handle_, std::string(name).append(suffix),
                                          std::string(aside).append(suffix));
    if (!status.ok()) return status;
  }
  if (why == Unusable::damaged && number.value() > kDamagedKept) {
    const std::string oldest = prefix + std::to_string(number.value() - kDamagedKept);
    for (const std::string_view suffix : suffixes) {
      const Status status = handle_.remove(std::string(oldest).append(suffix));
      if (!status.ok()) note(std::string(status.message()));
    }
  }
  note(std::string(name) +
       (why == Unusable::damaged ? " is damaged; set aside as "
                                 : " was written by a newer version; set aside as ") +
       handle_.path_of(aside));
  return aside;
}

Status DataDirectory::erase(std::string_view name, Suffixes suffixes) {
  for (const std::string_view suffix : suffixes) {
    const std::string from = std::string(name).append(suffix);
    const Status status = rename_if_there(handle_, from, from + std::string(kErasingSuffix));
    if (!status.ok()) return status;
  }
  return erase_leftovers();
}

Status DataDirectory::erase_set_aside() {
  const Result<std::vector<std::string>> names = handle_.names();
  if (!names.ok()) return names.status();
  for (const std::string& name : names.value()) {
    if (!is_set_aside(name)) continue;
    const Result<std::optional<FileState>> state = handle_.state_of(name);
    if (!state.ok()) return state.status();
    const bool tree = state.value() && state.value()->directory;
    const Status status = tree ? shred_tree(handle_, name) : shred_file(handle_, name);
    if (!status.ok()) return status;
  }
  return {};
}

Status DataDirectory::settle_format() {
  const Result<std::optional<std::string>> read = read_line(handle_, kFormatName);
  if (!read.ok()) return read.status();
  const std::optional<std::string>& line = read.value();
  if (!line) return write_format();
  const std::optional<std::uint64_t> format = parse_decimal(*line);
  if (format == kFormat) return {};
  if (format > kFormat) {
    if (const Status status = move_all_aside(*line); !status.ok()) return status;
  } else {
    note("the format file was unreadable and is written anew: " + handle_.path_of(kFormatName));
  }
  return write_format();
}

// Writes a draft and renames it, so that nobody ever sees a half-written file.
Status DataDirectory::write_format() {
  const std::string draft = std::string(kFormatName) + ".new";
  Result<FileHandle> out = handle_.open_file(draft, FileAccess::make_empty);
  if (!out.ok()) return out.status();
  Status status = out.value().write_at(std::to_string(kFormat) + "\n", 0);
  if (status.ok()) status = out.value().sync();
  if (status.ok()) status = handle_.rename(draft, kFormatName);
  if (status.ok()) status = handle_.sync();
  return status;
}

// The format file goes last. If this is cut short, the next open() moves the rest.
Status DataDirectory::move_all_aside(std::string_view version) {
  const Result<std::uint64_t> number = next_number(kSetAsidePrefix);
  if (!number.ok()) return number.status();
  const std::string name = std::string(kSetAsidePrefix) + std::to_string(number.value());
  const Result<DirectoryHandle> aside = handle_.make_directory(name);
  if (!aside.ok()) return aside.status();
  Result<std::vector<std::string>> names = handle_.names();
  if (!names.ok()) return names.status();
  std::vector<std::string>& all = names.value();
  std::erase_if(all, [](std::string_view one) {
    return one == kLockName || one == kFormatName || one.starts_with(kSetAsidePrefix);
  });
  all.emplace_back(kFormatName);
  for (const std::string& one : all) {
    const Status status = handle_.rename(one, aside.value(), one);
    if (!status.ok()) return status;
  }
  note("a newer version (format " + std::string(version) +
       ") wrote this data directory; its files were moved to " + aside.value().path());
  return {};
}

Status DataDirectory::erase_leftovers() {
  const Result<std::vector<std::string>> names = handle_.names();
  if (!names.ok()) return names.status();
  for (const std::string& name : names.value()) {
    if (!name.ends_with(kErasingSuffix)) continue;
    if (const Status status = shred_file(handle_, name); !status.ok()) return status;
  }
  return {};
}

Result<std::uint64_t> DataDirectory::next_number(std::string_view prefix) const {
  const Result<std::vector<std::string>> names = handle_.names();
  if (!names.ok()) return names.status();
  std::uint64_t highest = 0;
  for (const std::string& name : names.value()) {
    if (!name.starts_with(prefix)) continue;
    std::string_view digits = std::string_view(name).substr(prefix.size());
    digits = digits.substr(0, digits.find_first_not_of("0123456789"));
    highest = std::max(highest, parse_decimal(digits).value_or(0));
  }
  return highest + 1;
}

void DataDirectory::note(std::string sentence) {
  notes_.push_back(std::move(sentence));
}

}  // namespace godwit
