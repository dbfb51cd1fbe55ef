#include "contract/support/child_process.h"

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

namespace godwit {

int run_in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace godwit
