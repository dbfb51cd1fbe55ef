#include "files/standard_descriptors.h"

#include <fcntl.h>
#include <unistd.h>

namespace godwit {

void occupy_standard_descriptors() {
  // The lowest free descriptor is the one that open() gives.
  int opened = -1;
  do {
    bool all_open = true;
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
      all_open = all_open && ::fcntl(fd, F_GETFD) != -1;
    }
    if (all_open) return;
    opened = ::open("/dev/null", O_RDWR);
  } while (opened >= 0 && opened < STDERR_FILENO);
  if (opened > STDERR_FILENO) ::close(opened);
}

}  // namespace godwit
