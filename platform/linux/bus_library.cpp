#include "linux/bus_library.h"

#include <dlfcn.h>

namespace godwit {
namespace {

template <typename Function>
bool look_up(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

bool load(BusLibrary& found) {
  void* const library = ::dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return false;
  const bool complete =
      look_up(library, "sd_bus_new", found.sd_bus_new) &&
      look_up(library, "sd_bus_set_address", found.sd_bus_set_address) &&
      look_up(library, "sd_bus_set_bus_client", found.sd_bus_set_bus_client) &&
      look_up(library, "sd_bus_start", found.sd_bus_start) &&
      look_up(library, "sd_bus_close_unref", found.sd_bus_close_unref) &&
      look_up(library, "sd_bus_get_fd", found.sd_bus_get_fd) &&
      look_up(library, "sd_bus_get_events", found.sd_bus_get_events) &&
      look_up(library, "sd_bus_get_timeout", found.sd_bus_get_timeout) &&
      look_up(library, "sd_bus_process", found.sd_bus_process) &&
      look_up(library, "sd_bus_add_match_async", found.sd_bus_add_match_async) &&
      look_up(library, "sd_bus_call_async", found.sd_bus_call_async) &&
      look_up(library, "sd_bus_message_new_method_call", found.sd_bus_message_new_method_call) &&
      look_up(library, "sd_bus_message_append_basic", found.sd_bus_message_append_basic) &&
      look_up(library, "sd_bus_message_set_auto_start", found.sd_bus_message_set_auto_start) &&
      look_up(library, "sd_bus_message_unref", found.sd_bus_message_unref) &&
      look_up(library, "sd_bus_message_is_method_error", found.sd_bus_message_is_method_error) &&
      look_up(library, "sd_bus_message_enter_container", found.sd_bus_message_enter_container) &&
      look_up(library, "sd_bus_message_exit_container", found.sd_bus_message_exit_container) &&
      look_up(library, "sd_bus_message_read_basic", found.sd_bus_message_read_basic) &&
      look_up(library, "sd_bus_message_peek_type", found.sd_bus_message_peek_type) &&
      look_up(library, "sd_bus_message_skip", found.sd_bus_message_skip);
  if (!complete) ::dlclose(library);
  return complete;
}

}  // namespace

// Destroys nothing at the end of the program, because a tracker may end later.
const BusLibrary* BusLibrary::find() {
  static BusLibrary library;
  static const bool found = load(library);
  return found ? &library : nullptr;
}

}  // namespace godwit
