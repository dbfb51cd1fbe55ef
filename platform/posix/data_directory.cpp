#include "posix/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "posix/shred.h"
#include "posix/system_status.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

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

// As far as the file system can: after a power cut, names in the directory are as they are now.
void sync_names(const std::string& directory) {
  const UniqueFd opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened) ::fsync(opened.get());
}

// Makes `path` and its missing parents, each with mode 0700.
Status make_directories(const std::string& path) {
  for (std::size_t slash = 0; slash != std::string::npos;) {
    slash = path.find('/', slash + 1);
    const std::string part = path.substr(0, slash);
    if (::mkdir(part.c_str(), 0700) == 0) {
      sync_names(part + "/..");
    } else if (errno != EEXIST) {
      return storage_status("cannot make the directory", part);
    }
  }
  return {};
}

Result<UniqueFd> take_lock(const std::string& directory) {
  const std::string path = directory + "/" + std::string(kLockName);
  UniqueFd lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock) return storage_status("cannot open the lock file", path);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) {
    return Status(StatusCode::in_use, "another tracker uses this data directory: ")
        .append(directory);
  }
  return storage_status("cannot lock", path);
}

// The file's first line; nothing where there is no such file.
std::optional<std::string> read_line(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  char text[64];
  const ssize_t count = ::read(file.get(), text, sizeof text);
  const std::string_view all(text, static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  return std::string(all.substr(0, all.find('\n')));
}

bool is_set_aside(std::string_view name) {
  return name.starts_with(kSetAsidePrefix) || name.find(kDamagedMark) != std::string_view::npos ||
         name.find(kNewerMark) != std::string_view::npos;
}

}  // namespace

Result<std::unique_ptr<DataDirectory>> DataDirectory::open(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (path.empty()) return Status(StatusCode::invalid_argument, "the data directory has no path");
  if (const Status status = make_directories(path); !status.ok()) return status;
  auto lock = take_lock(path);
  if (!lock.ok()) return lock.status();
  std::unique_ptr<DataDirectory> directory(
      new DataDirectory(std::move(path), std::move(lock.value())));
  if (const Status status = directory->settle_format(); !status.ok()) return status;
  if (const Status status = directory->erase_leftovers(); !status.ok()) {
    directory->note(std::string(status.message()));
  }
  return directory;
}

DataDirectory::DataDirectory(std::string path, UniqueFd lock)
    : path_(std::move(path)), lock_(std::move(lock)) {}

DataDirectory::~DataDirectory() {
  // Unlocking ends the hold of children, too, that inherited the open file. A child must not.
  if (guard_.owned()) ::flock(lock_.get(), LOCK_UN);
}

std::string DataDirectory::file(std::string_view name) const {
  return std::string(path_).append("/").append(name);
}

Result<std::string> DataDirectory::set_aside(std::string_view name, Unusable why,
                                             Suffixes suffixes) {
  const std::string prefix =
      std::string(name).append(why == Unusable::damaged ? kDamagedMark : kNewerMark);
  const std::uint64_t number = next_number(prefix);
  const std::string aside = prefix + std::to_string(number);
  for (const std::string_view suffix : suffixes) {
    const std::string from = file(std::string(name).append(suffix));
    const std::string to = file(std::string(aside).append(suffix));
    if (::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT) {
      return storage_status("cannot set aside", from);
    }
  }
  if (why == Unusable::damaged && number > kDamagedKept) {
    const std::string oldest = prefix + std::to_string(number - kDamagedKept);
    for (const std::string_view suffix : suffixes) {
      ::unlink(file(std::string(oldest).append(suffix)).c_str());
    }
  }
  note(std::string(name) +
       (why == Unusable::damaged ? " is damaged; set aside as "
                                 : " was written by a newer version; set aside as ") +
       file(aside));
  return aside;
}

Status DataDirectory::erase(std::string_view name, Suffixes suffixes) {
  for (const std::string_view suffix : suffixes) {
    const std::string from = file(std::string(name).append(suffix));
    const std::string to = from + std::string(kErasingSuffix);
    if (::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT) {
      return storage_status("cannot erase", from);
    }
  }
  return erase_leftovers();
}

Status DataDirectory::erase_set_aside() {
  for (const std::string& name : names()) {
    if (!is_set_aside(name)) continue;
    const bool tree = name.starts_with(kSetAsidePrefix);
    const Status status = tree ? shred_tree(file(name)) : shred_file(file(name));
    if (!status.ok()) return status;
  }
  return {};
}

Status DataDirectory::settle_format() {
  const std::optional<std::string> line = read_line(file(kFormatName));
  if (!line) return write_format();
  const std::optional<std::uint64_t> format = parse_decimal(*line);
  if (format == kFormat) return {};
  if (format > kFormat) {
    if (const Status status = move_all_aside(*line); !status.ok()) return status;
  } else {
    note("the format file was unreadable and is written anew: " + file(kFormatName));
  }
  return write_format();
}

// Written beside and renamed, so that it is never seen half-written.
Status DataDirectory::write_format() {
  const std::string path = file(kFormatName);
  const std::string draft = path + ".new";
  const std::string text = std::to_string(kFormat) + "\n";
  const UniqueFd out(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!out) return storage_status("cannot write", draft);
  const ssize_t written = ::write(out.get(), text.data(), text.size());
  if (written >= 0 && written != static_cast<ssize_t>(text.size())) errno = ENOSPC;
  if (written != static_cast<ssize_t>(text.size()) || ::fsync(out.get()) != 0 ||
      ::rename(draft.c_str(), path.c_str()) != 0) {
    return storage_status("cannot write", draft);
  }
  sync_names(path_);
  return {};
}

// The format file goes last: where this is cut short, the next open() moves the rest.
Status DataDirectory::move_all_aside(std::string_view version) {
  const std::string aside =
      std::string(kSetAsidePrefix) + std::to_string(next_number(kSetAsidePrefix));
  if (::mkdir(file(aside).c_str(), 0700) != 0) return storage_status("cannot make", file(aside));
  std::vector<std::string> all = names();
  std::erase_if(all, [](std::string_view name) {
    return name == kLockName || name == kFormatName || name.starts_with(kSetAsidePrefix);
  });
  all.emplace_back(kFormatName);
  for (const std::string& name : all) {
    const std::string to = file(aside) + "/" + name;
    if (::rename(file(name).c_str(), to.c_str()) != 0) {
      return storage_status("cannot set aside", file(name));
    }
  }
  note("a newer version (format " + std::string(version) +
       ") wrote this data directory; its files were moved to " + file(aside));
  return {};
}

Status DataDirectory::erase_leftovers() {
  for (const std::string& name : names()) {
    if (!name.ends_with(kErasingSuffix)) continue;
    if (const Status status = shred_file(file(name)); !status.ok()) return status;
  }
  return {};
}

std::vector<std::string> DataDirectory::names() const {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator entry(path_, error), end; !error && entry != end;
       entry.increment(error)) {
    found.push_back(entry->path().filename().string());
  }
  return found;
}

std::uint64_t DataDirectory::next_number(std::string_view prefix) const {
  std::uint64_t highest = 0;
  for (const std::string& name : names()) {
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
