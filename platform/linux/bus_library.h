// sd-bus, the D-Bus client of libsystemd, found at run time: Godwit neither needs nor links to it
// (docs/adr/0016).
//
// Threads: any.
#pragma once

#include <systemd/sd-bus.h>

namespace godwit {

// The functions that we call, by their own names.
struct BusLibrary {
  decltype(&::sd_bus_new) sd_bus_new = nullptr;
  decltype(&::sd_bus_set_address) sd_bus_set_address = nullptr;
  decltype(&::sd_bus_set_bus_client) sd_bus_set_bus_client = nullptr;
  decltype(&::sd_bus_start) sd_bus_start = nullptr;
  decltype(&::sd_bus_close_unref) sd_bus_close_unref = nullptr;
  decltype(&::sd_bus_get_fd) sd_bus_get_fd = nullptr;
  decltype(&::sd_bus_get_events) sd_bus_get_events = nullptr;
  decltype(&::sd_bus_get_timeout) sd_bus_get_timeout = nullptr;
  decltype(&::sd_bus_process) sd_bus_process = nullptr;
  decltype(&::sd_bus_add_match_async) sd_bus_add_match_async = nullptr;
  decltype(&::sd_bus_call_async) sd_bus_call_async = nullptr;
  decltype(&::sd_bus_message_new_method_call) sd_bus_message_new_method_call = nullptr;
  decltype(&::sd_bus_message_append_basic) sd_bus_message_append_basic = nullptr;
  decltype(&::sd_bus_message_set_auto_start) sd_bus_message_set_auto_start = nullptr;
  decltype(&::sd_bus_message_unref) sd_bus_message_unref = nullptr;
  decltype(&::sd_bus_message_is_method_error) sd_bus_message_is_method_error = nullptr;
  decltype(&::sd_bus_message_enter_container) sd_bus_message_enter_container = nullptr;
  decltype(&::sd_bus_message_exit_container) sd_bus_message_exit_container = nullptr;
  decltype(&::sd_bus_message_read_basic) sd_bus_message_read_basic = nullptr;
  decltype(&::sd_bus_message_peek_type) sd_bus_message_peek_type = nullptr;
  decltype(&::sd_bus_message_skip) sd_bus_message_skip = nullptr;

  // Null if the system has no such library, or if the library lacks a function.
  // Lifetime: static; the library stays loaded.
  [[nodiscard]] static const BusLibrary* find();
};

}  // namespace godwit
