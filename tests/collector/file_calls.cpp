#include "file_calls.h"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <mutex>
#include <utility>

namespace godwit::collector::test {
namespace {

struct Watch {
  std::mutex lock;
  bool on = false;
  std::string root;
  FileFault fault;
  std::function<void(std::uint64_t nth)> before;
  std::uint64_t count = 0;
  bool met = false;
};

Watch& watch() {
  static Watch* const one = new Watch;  // Never destroyed: files are closed at exit, too.
  return *one;
}

thread_local bool in_here = false;

// The target of a call: the path, from `directory` if it is relative; without one, the open file.
std::string place_of(int directory, const char* path) {
  if (path != nullptr && path[0] == '/') return path;
  if (directory < 0) return {};
  char name[32];
  std::snprintf(name, sizeof name, "/proc/self/fd/%d", directory);
  char target[PATH_MAX];
  const ssize_t length = ::readlink(name, target, sizeof target);
  if (length <= 0) return {};
  return std::string(target, static_cast<std::size_t>(length)) + "/" +
         (path == nullptr ? "" : path);
}

// Whether the call must fail; errno is set then.
bool fails(const char* call, int directory, const char* path) {
  if (in_here) return false;
  Watch& all = watch();
  const std::lock_guard guard(all.lock);
  if (!all.on || !place_of(directory, path).starts_with(all.root)) return false;
  if (!all.fault.call.empty() && all.fault.call != call) return false;
  ++all.count;
  in_here = true;
  if (all.before) all.before(all.count);
  in_here = false;
  const FileFault& fault = all.fault;
  const bool now =
      fault.nth != 0 && (fault.onward ? all.count >= fault.nth : all.count == fault.nth);
  if (now) {
    all.met = true;
    errno = fault.error;
  }
  return now;
}

template <typename Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

FileCalls::FileCalls(const std::string& root, FileFault fault,
                     std::function<void(std::uint64_t nth)> before) {
  Watch& all = watch();
  const std::lock_guard guard(all.lock);
  all.root = root;
  all.fault = std::move(fault);
  all.before = std::move(before);
  all.count = 0;
  all.met = false;
  all.on = true;
}

FileCalls::~FileCalls() {
  Watch& all = watch();
  const std::lock_guard guard(all.lock);
  all.on = false;
  all.before = {};
}

std::uint64_t FileCalls::count() const {
  const std::lock_guard guard(watch().lock);
  return watch().count;
}

bool FileCalls::met() const {
  const std::lock_guard guard(watch().lock);
  return watch().met;
}

}  // namespace godwit::collector::test

// The functions themselves. SQLite calls those that end in 64.

using godwit::collector::test::fails;
using godwit::collector::test::real;

#define GODWIT_CALL extern "C" __attribute__((visibility("default")))

// One function: its result, what it throws, its name, parameters and arguments, and where it leads.
#define GODWIT_FILE_CALL(Result, throws, name, call, directory, path, parameters, arguments) \
  GODWIT_CALL Result name parameters throws {                                                \
    static const auto next = real<Result(*) parameters>(#name);                              \
    return fails(call, directory, path) ? static_cast<Result>(-1) : next arguments;          \
  }

#define GODWIT_BOTH(Result, throws, name, directory, path, parameters, arguments)       \
  GODWIT_FILE_CALL(Result, throws, name, #name, directory, path, parameters, arguments) \
  GODWIT_FILE_CALL(Result, throws, name##64, #name, directory, path, parameters, arguments)

GODWIT_BOTH(ssize_t, , pread, fd, nullptr, (int fd, void* to, size_t size, off_t at),
            (fd, to, size, at))
GODWIT_BOTH(ssize_t, , pwrite, fd, nullptr, (int fd, const void* from, size_t size, off_t at),
            (fd, from, size, at))
GODWIT_BOTH(int, __THROW, ftruncate, fd, nullptr, (int fd, off_t length), (fd, length))
GODWIT_FILE_CALL(int, , fsync, "fsync", fd, nullptr, (int fd), (fd))
GODWIT_FILE_CALL(int, , fdatasync, "fsync", fd, nullptr, (int fd), (fd))
GODWIT_FILE_CALL(int, __THROW, fchmod, "chmod", fd, nullptr, (int fd, mode_t mode), (fd, mode))
GODWIT_FILE_CALL(int, __THROW, fchmodat, "chmod", directory, path,
                 (int directory, const char* path, mode_t mode, int flags),
                 (directory, path, mode, flags))
GODWIT_FILE_CALL(int, __THROW, unlink, "unlink", -1, path, (const char* path), (path))
GODWIT_FILE_CALL(int, __THROW, unlinkat, "unlink", directory, path,
                 (int directory, const char* path, int flags), (directory, path, flags))
GODWIT_FILE_CALL(int, __THROW, rename, "rename", -1, from, (const char* from, const char* to),
                 (from, to))
GODWIT_FILE_CALL(int, __THROW, renameat, "rename", directory, from,
                 (int directory, const char* from, int target, const char* to),
                 (directory, from, target, to))
GODWIT_FILE_CALL(int, __THROW, mkdir, "mkdir", -1, path, (const char* path, mode_t mode),
                 (path, mode))
GODWIT_FILE_CALL(int, __THROW, mkdirat, "mkdir", directory, path,
                 (int directory, const char* path, mode_t mode), (directory, path, mode))
GODWIT_FILE_CALL(int, __THROW, access, "stat", -1, path, (const char* path, int mode), (path, mode))
GODWIT_FILE_CALL(int, __THROW, fstat, "stat", fd, nullptr, (int fd, struct stat* info), (fd, info))
GODWIT_FILE_CALL(int, __THROW, fstat64, "stat", fd, nullptr, (int fd, struct stat64* info),
                 (fd, info))
GODWIT_FILE_CALL(int, __THROW, stat, "stat", -1, path, (const char* path, struct stat* info),
                 (path, info))
GODWIT_FILE_CALL(int, __THROW, stat64, "stat", -1, path, (const char* path, struct stat64* info),
                 (path, info))
GODWIT_FILE_CALL(int, __THROW, lstat, "stat", -1, path, (const char* path, struct stat* info),
                 (path, info))
GODWIT_FILE_CALL(int, __THROW, lstat64, "stat", -1, path, (const char* path, struct stat64* info),
                 (path, info))
GODWIT_FILE_CALL(int, __THROW, fstatat, "stat", directory, path,
                 (int directory, const char* path, struct stat* info, int flags),
                 (directory, path, info, flags))

// The mode is there only for files that are made; passing on rubbish otherwise does no harm.
#define GODWIT_OPEN(name, directory, parameters, arguments)      \
  GODWIT_CALL int name parameters {                              \
    static const auto next = real<int(*) parameters>(#name);     \
    va_list more;                                                \
    va_start(more, flags);                                       \
    const bool makes = (flags & O_CREAT) != 0;                   \
    const mode_t mode = makes ? va_arg(more, mode_t) : 0;        \
    va_end(more);                                                \
    return fails("open", directory, path) ? -1 : next arguments; \
  }

GODWIT_OPEN(open, -1, (const char* path, int flags, ...), (path, flags, mode))
GODWIT_OPEN(open64, -1, (const char* path, int flags, ...), (path, flags, mode))
GODWIT_OPEN(openat, at, (int at, const char* path, int flags, ...), (at, path, flags, mode))
GODWIT_OPEN(openat64, at, (int at, const char* path, int flags, ...), (at, path, flags, mode))

GODWIT_CALL struct dirent* readdir(DIR* directory) {
  static const auto next = real<struct dirent* (*)(DIR*)>("readdir");
  return fails("readdir", ::dirfd(directory), nullptr) ? nullptr : next(directory);
}
