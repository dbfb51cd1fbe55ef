// Moves the clocks of one program: preloaded, it adds to CLOCK_REALTIME and CLOCK_BOOTTIME the
// milliseconds that stand, as eight bytes each, in the file that GODWIT_CLOCK_OFFSETS names. The
// file is mapped, so that the clocks can be set while the program runs.
#include <dlfcn.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))

typedef int GetTime(clockid_t clock, struct timespec* now);

static GetTime* real_clock_gettime;
static volatile int64_t* offsets_ms;  // Wall, boot.

__attribute__((constructor)) static void prepare(void) {
  *(void**)&real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  const char* const path = getenv("GODWIT_CLOCK_OFFSETS");
  const int file = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void* const mapped = mmap(NULL, 2 * sizeof *offsets_ms, PROT_READ, MAP_SHARED, file, 0);
  if (mapped != MAP_FAILED) offsets_ms = mapped;
  close(file);
}

static void add(struct timespec* now, int64_t ms) {
  const int64_t ns = now->tv_nsec + ms % 1000 * 1000000;
  now->tv_sec += ms / 1000 + (ns < 0 ? -1 : ns / 1000000000);
  now->tv_nsec = (ns + 1000000000) % 1000000000;
}

EXPORTED int clock_gettime(clockid_t clock, struct timespec* now) {
  if (real_clock_gettime == NULL) prepare();
  const int result = real_clock_gettime(clock, now);
  if (result != 0 || offsets_ms == NULL) return result;
  if (clock == CLOCK_REALTIME) add(now, offsets_ms[0]);
  if (clock == CLOCK_BOOTTIME) add(now, offsets_ms[1]);
  return 0;
}

EXPORTED time_t time(time_t* out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out != NULL) *out = now.tv_sec;
  return now.tv_sec;
}

EXPORTED int gettimeofday(struct timeval* restrict out, void* restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  out->tv_sec = now.tv_sec;
  out->tv_usec = now.tv_nsec / 1000;
  return 0;
}
