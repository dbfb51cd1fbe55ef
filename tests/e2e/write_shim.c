// Records what one program writes below one directory: preloaded, it appends to the file that
// GODWIT_WRITE_LOG names an entry for each change to a file below GODWIT_WRITE_ROOT, in the order
// in which they were made (write_log.py reads them). What is stored through a mapping has no call
// of its own: pages that changed are found and recorded before each entry.
//
// An entry: kind (1 byte), 3 zero bytes, length of the path, length of the data (4 bytes each),
// offset (8 bytes), path below the root, data. The kinds are those of write_log.py.
//
// Events that the program claims, by writing to the descriptor GODWIT_WRITE_CLAIMS, are entries
// too, so that it can be seen what was on the disk before the claim.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))
#define PAGE_BYTES 4096
#define MAPPINGS_MAX 4

enum Kind {
  kDirectory = 'k',  // A directory that was not there before.
  kMade = 'm',       // A file that was not there before.
  kWrite = 'w',      // Data at an offset.
  kTruncate = 't',   // The offset is the new length.
  kAllocate = 'a',   // The file is at least as long as the offset says.
  kSync = 's',       // All data of the file is on the disk.
  kRename = 'r',     // The data is the new path.
  kUnlink = 'u',
  kSyncDirectory = 'd',  // All names of the directory are on the disk.
  kClaim = 'c',          // The data is what was written to the claims.
};

struct Mapping {
  char* begin;  // NULL: not used.
  char* shadow;
  size_t length;
  char path[256];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct Mapping mappings[MAPPINGS_MAX];
static char root[256];  // With a slash at its end.
static int log_file = -1;
static int claims = -1;

static ssize_t (*real_write)(int, const void*, size_t);
static ssize_t (*real_pwrite)(int, const void*, size_t, off_t);
static int (*real_openat)(int, const char*, int, ...);
static int (*real_ftruncate)(int, off_t);
static int (*real_posix_fallocate)(int, off_t, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_renameat)(int, const char*, int, const char*);
static int (*real_unlinkat)(int, const char*, int);
static int (*real_mkdirat)(int, const char*, mode_t);
static void* (*real_mmap)(void*, size_t, int, int, int, off_t);
static int (*real_munmap)(void*, size_t);
static int (*real_msync)(void*, size_t, int);

static void find(void* function, const char* name) {
  *(void**)function = dlsym(RTLD_NEXT, name);
  if (*(void**)function == NULL) abort();
}

__attribute__((constructor)) static void prepare(void) {
  if (real_write != NULL) return;
  find(&real_pwrite, "pwrite");
  find(&real_openat, "openat");
  find(&real_ftruncate, "ftruncate");
  find(&real_posix_fallocate, "posix_fallocate");
  find(&real_fsync, "fsync");
  find(&real_fdatasync, "fdatasync");
  find(&real_renameat, "renameat");
  find(&real_unlinkat, "unlinkat");
  find(&real_mkdirat, "mkdirat");
  find(&real_mmap, "mmap");
  find(&real_munmap, "munmap");
  find(&real_msync, "msync");
  find(&real_write, "write");
  const char* const path = getenv("GODWIT_WRITE_LOG");
  const char* const below = getenv("GODWIT_WRITE_ROOT");
  const char* const descriptor = getenv("GODWIT_WRITE_CLAIMS");
  if (path == NULL || below == NULL) return;
  snprintf(root, sizeof root, "%s/", below);
  if (descriptor != NULL) claims = atoi(descriptor);
  log_file = real_openat(AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

// The path below the root; NULL where it is elsewhere. The root itself is "".
static const char* below_root(const char* path) {
  const size_t length = strlen(root);
  if (log_file < 0) return NULL;
  if (strncmp(path, root, length) == 0) return path + length;
  return strlen(path) + 1 == length && strncmp(path, root, length - 1) == 0 ? "" : NULL;
}

static const char* path_of(int file, char (*out)[512]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, *out, sizeof *out - 1);
  if (length < 0) return NULL;
  (*out)[length] = '\0';
  return below_root(*out);
}

// The same for a name in a directory that is open.
static const char* path_at(int directory, const char* name, char (*out)[512]) {
  if (directory == AT_FDCWD || name[0] == '/') return below_root(name);
  char link[64];
  char folder[256];
  snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
  const ssize_t length = readlink(link, folder, sizeof folder - 1);
  if (length < 0) return NULL;
  folder[length] = '\0';
  snprintf(*out, sizeof *out, "%s/%s", folder, name);
  return below_root(*out);
}

static void append(enum Kind kind, const char* path, int64_t offset, const void* data,
                   size_t length) {
  struct {
    char kind[4];
    uint32_t path_length, data_length;
    int64_t offset;
  } head = {{(char)kind}, (uint32_t)strlen(path), (uint32_t)length, offset};
  if (real_write(log_file, &head, 24) != 24 ||
      real_write(log_file, path, head.path_length) != (ssize_t)head.path_length ||
      real_write(log_file, data, length) != (ssize_t)length) {
    abort();
  }
}

static void record_pages(void) {
  for (struct Mapping* mapping = mappings; mapping != mappings + MAPPINGS_MAX; ++mapping) {
    for (size_t at = 0; mapping->begin != NULL && at < mapping->length; at += PAGE_BYTES) {
      if (memcmp(mapping->shadow + at, mapping->begin + at, PAGE_BYTES) == 0) continue;
      memcpy(mapping->shadow + at, mapping->begin + at, PAGE_BYTES);
      append(kWrite, mapping->path, (int64_t)at, mapping->shadow + at, PAGE_BYTES);
    }
  }
}

static void record(enum Kind kind, const char* path, int64_t offset, const void* data,
                   size_t length) {
  record_pages();
  append(kind, path, offset, data, length);
}

// Runs the call with the lock held, so that entries stand in the order of the calls, and records it
// where it succeeded.
#define RECORDED(call, succeeded, kind, path, offset, data, length) \
  do {                                                              \
    pthread_mutex_lock(&lock);                                      \
    result = (call);                                                \
    const int error = errno;                                        \
    if (succeeded) record(kind, path, offset, data, length);        \
    pthread_mutex_unlock(&lock);                                    \
    errno = error;                                                  \
  } while (0)

EXPORTED ssize_t write(int file, const void* data, size_t length) {
  char buffer[512];
  ssize_t result;
  prepare();
  if (file == claims && log_file >= 0) {
    pthread_mutex_lock(&lock);  // First what is said, then the saying: nobody hears it before.
    record(kClaim, "", 0, data, length);
    pthread_mutex_unlock(&lock);
    return real_write(file, data, length);
  }
  const char* const path = path_of(file, &buffer);
  if (path == NULL) return real_write(file, data, length);
  const off_t offset = lseek(file, 0, SEEK_CUR);
  RECORDED(real_write(file, data, length), result > 0, kWrite, path, offset, data, (size_t)result);
  return result;
}

EXPORTED ssize_t pwrite(int file, const void* data, size_t length, off_t offset) {
  char buffer[512];
  ssize_t result;
  const char* const path = path_of(file, &buffer);
  if (path == NULL) return real_pwrite(file, data, length, offset);
  RECORDED(real_pwrite(file, data, length, offset), result > 0, kWrite, path, offset, data,
           (size_t)result);
  return result;
}

static int recorded_open(int directory, const char* path, int flags, mode_t mode) {
  char buffer[512];
  prepare();
  const char* const name = path_at(directory, path, &buffer);
  if (name == NULL || !(flags & (O_CREAT | O_TRUNC))) {
    return real_openat(directory, path, flags, mode);
  }
  int result;
  pthread_mutex_lock(&lock);
  const int present = faccessat(directory, path, F_OK, 0) == 0;
  result = real_openat(directory, path, flags, mode);
  const int error = errno;
  if (result >= 0 && !present) record(kMade, name, 0, "", 0);
  if (result >= 0 && present && (flags & O_TRUNC)) record(kTruncate, name, 0, "", 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

// The mode that open() and openat() take where they make a file.
#define READ_MODE(mode, flags)                  \
  mode_t mode = 0;                              \
  if ((flags)&O_CREAT) {                        \
    __builtin_va_list arguments;                \
    __builtin_va_start(arguments, flags);       \
    mode = __builtin_va_arg(arguments, mode_t); \
    __builtin_va_end(arguments);                \
  }

EXPORTED int open(const char* path, int flags, ...) {
  READ_MODE(mode, flags)
  return recorded_open(AT_FDCWD, path, flags, mode);
}

EXPORTED int openat(int directory, const char* path, int flags, ...) {
  READ_MODE(mode, flags)
  return recorded_open(directory, path, flags, mode);
}

EXPORTED int ftruncate(int file, off_t length) {
  char buffer[512];
  int result;
  const char* const path = path_of(file, &buffer);
  if (path == NULL) return real_ftruncate(file, length);
  RECORDED(real_ftruncate(file, length), result == 0, kTruncate, path, length, "", 0);
  return result;
}

EXPORTED int posix_fallocate(int file, off_t offset, off_t length) {
  char buffer[512];
  int result;
  const char* const path = path_of(file, &buffer);
  if (path == NULL) return real_posix_fallocate(file, offset, length);
  RECORDED(real_posix_fallocate(file, offset, length), result == 0, kAllocate, path,
           offset + length, "", 0);
  return result;
}

static int sync_file(int (*real)(int), int file) {
  char buffer[512];
  struct stat info;
  int result;
  const char* const path = path_of(file, &buffer);
  if (path == NULL || fstat(file, &info) != 0) return real(file);
  RECORDED(real(file), result == 0, S_ISDIR(info.st_mode) ? kSyncDirectory : kSync, path, 0, "", 0);
  return result;
}

EXPORTED int fsync(int file) {
  return sync_file(real_fsync, file);
}

EXPORTED int fdatasync(int file) {
  return sync_file(real_fdatasync, file);
}

EXPORTED int renameat(int from_in, const char* from, int to_in, const char* to) {
  char from_buffer[512];
  char to_buffer[512];
  int result;
  const char* const name = path_at(from_in, from, &from_buffer);
  const char* const target = path_at(to_in, to, &to_buffer);
  if (name == NULL || target == NULL) return real_renameat(from_in, from, to_in, to);
  RECORDED(real_renameat(from_in, from, to_in, to), result == 0, kRename, name, 0, target,
           strlen(target));
  return result;
}

EXPORTED int rename(const char* from, const char* to) {
  return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

EXPORTED int unlinkat(int directory, const char* path, int flags) {
  char buffer[512];
  int result;
  const char* const name = path_at(directory, path, &buffer);
  if (name == NULL) return real_unlinkat(directory, path, flags);
  RECORDED(real_unlinkat(directory, path, flags), result == 0, kUnlink, name, 0, "", 0);
  return result;
}

EXPORTED int unlink(const char* path) {
  return unlinkat(AT_FDCWD, path, 0);
}

EXPORTED int mkdirat(int directory, const char* path, mode_t mode) {
  char buffer[512];
  int result;
  const char* const name = path_at(directory, path, &buffer);
  if (name == NULL) return real_mkdirat(directory, path, mode);
  RECORDED(real_mkdirat(directory, path, mode), result == 0, kDirectory, name, 0, "", 0);
  return result;
}

EXPORTED int mkdir(const char* path, mode_t mode) {
  return mkdirat(AT_FDCWD, path, mode);
}

EXPORTED void* mmap(void* address, size_t length, int protection, int flags, int file,
                    off_t offset) {
  char buffer[512];
  prepare();
  void* const result = real_mmap(address, length, protection, flags, file, offset);
  if (result == MAP_FAILED || file < 0 || !(flags & MAP_SHARED) || !(protection & PROT_WRITE)) {
    return result;
  }
  const char* const path = path_of(file, &buffer);
  if (path == NULL) return result;
  pthread_mutex_lock(&lock);
  struct Mapping* mapping = mappings;
  while (mapping->begin != NULL) ++mapping;
  if (mapping == mappings + MAPPINGS_MAX || offset != 0 || length % PAGE_BYTES != 0) abort();
  mapping->begin = result;
  mapping->length = length;
  mapping->shadow =
      real_mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memcpy(mapping->shadow, mapping->begin, length);
  snprintf(mapping->path, sizeof mapping->path, "%s", path);
  pthread_mutex_unlock(&lock);
  return result;
}

EXPORTED int munmap(void* address, size_t length) {
  pthread_mutex_lock(&lock);
  for (struct Mapping* mapping = mappings; mapping != mappings + MAPPINGS_MAX; ++mapping) {
    if (mapping->begin == NULL || mapping->begin != address) continue;
    record_pages();
    real_munmap(mapping->shadow, mapping->length);
    mapping->begin = NULL;
  }
  pthread_mutex_unlock(&lock);
  return real_munmap(address, length);
}

EXPORTED int msync(void* address, size_t length, int flags) {
  int result;
  const char* path = NULL;
  for (struct Mapping* mapping = mappings; mapping != mappings + MAPPINGS_MAX; ++mapping) {
    if (mapping->begin != NULL && mapping->begin == address) path = mapping->path;
  }
  if (path == NULL) return real_msync(address, length, flags);
  RECORDED(real_msync(address, length, flags), result == 0, kSync, path, 0, "", 0);
  return result;
}

// The same for programs that were built for long offsets.
EXPORTED ssize_t pwrite64(int file, const void* data, size_t length, off_t offset) {
  return pwrite(file, data, length, offset);
}
EXPORTED int open64(const char* path, int flags, ...) {
  READ_MODE(mode, flags)
  return recorded_open(AT_FDCWD, path, flags, mode);
}
EXPORTED int openat64(int directory, const char* path, int flags, ...) {
  READ_MODE(mode, flags)
  return recorded_open(directory, path, flags, mode);
}
EXPORTED int ftruncate64(int file, off_t length) {
  return ftruncate(file, length);
}
EXPORTED int posix_fallocate64(int file, off_t offset, off_t length) {
  return posix_fallocate(file, offset, length);
}
EXPORTED void* mmap64(void* address, size_t length, int protection, int flags, int file,
                      off_t offset) {
  return mmap(address, length, protection, flags, file, offset);
}
