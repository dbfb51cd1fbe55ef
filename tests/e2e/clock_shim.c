// Moves the wall clock of one program: preloaded, it adds to CLOCK_REALTIME the milliseconds that
// stand, as eight bytes, in the file that GODWIT_CLOCK_OFFSET names. The file is mapped, so that
// the clock can be set while the program runs.
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
static volatile int64_t* offset_ms;

__attribute__((constructor)) static void prepare(void) {
  *(void**)&real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  const char* const path = getenv("GODWIT_CLOCK_OFFSET");
  const int file = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void* const mapped = mmap(NULL, sizeof *offset_ms, PROT_READ, MAP_SHARED, file, 0);
  if (mapped != MAP_FAILED) offset_ms = mapped;
  close(file);
}

EXPORTED int clock_gettime(clockid_t clock, struct timespec* now) {
  if (real_clock_gettime == NULL) prepare();
  const int result = real_clock_gettime(clock, now);
  if (result == 0 && clock == CLOCK_REALTIME && offset_ms != NULL) {
    const int64_t ns = now->tv_nsec + *offset_ms % 1000 * 1000000;
    now->tv_sec += *offset_ms / 1000 + (ns < 0 ? -1 : ns / 1000000000);
    now->tv_nsec = (ns + 1000000000) % 1000000000;
  }
  return result;
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
