#include "files/system_status.h"

#include <cerrno>
#include <system_error>

namespace godwit {

std::string system_reason(int error) {
  std::string reason = std::generic_category().message(error);
  if (error == EFBIG) reason += "; raise `ulimit -f`";
  return reason;
}

Status system_status(StatusCode code, std::string_view what, int error, std::string_view path) {
  return Status(code, what).append(" (").append(system_reason(error)).append("): ").append(path);
}

Status storage_status(std::string_view what, std::string_view path) {
  return system_status(StatusCode::storage_unavailable, what, errno, path);
}

}  // namespace godwit
