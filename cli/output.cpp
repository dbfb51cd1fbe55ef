#include "output.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/visible_text.h"

namespace godwit::cli {

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN) return false;
      pollfd waited = {descriptor, POLLOUT, 0};  // Someone made it non-blocking.
      ::poll(&waited, 1, -1);
      continue;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool print(std::string_view text) {
  if (write_all(STDOUT_FILENO, text)) return true;
  warn("standard output cannot be written to");
  return false;
}

bool print_json(std::string_view json) {
  Bytes text;
  append_visible_in_json(text, json);
  return print(text.view());
}

std::string visible(std::string_view text) {
  Bytes out;
  append_visible(out, text);
  return std::string(out.view());
}

void print_error(std::string_view text) {
  // If standard error is closed, the message is lost.
  static_cast<void>(write_all(STDERR_FILENO, text));
}

void warn(std::string_view sentence) {
  Bytes line;
  line.append("godwit: ");
  append_visible(line, sentence);  // Names, paths and replies may hold what a terminal obeys.
  line.append('\n');
  print_error(line.view());
}

}  // namespace godwit::cli
