#include "linux/bus_object.h"

#include <string>

namespace godwit {
namespace {

constexpr const char* kProperties = "org.freedesktop.DBus.Properties";

// A member function as the library's callback.
template <auto Member>
int handle(sd_bus_message* message, void* object, sd_bus_error*) noexcept {
  (static_cast<BusObject*>(object)->*Member)(message);
  return 0;
}

}  // namespace

void BusObject::follow(BusConnection& connection) {
  connection_ = &connection;
  const BusLibrary& library = connection.library();
  const std::string changes = std::string("type='signal',sender='") + name_.service + "',path='" +
                              name_.path + "',interface='" + kProperties +
                              "',member='PropertiesChanged',arg0='" + name_.interface + "'";
  const std::string owners = std::string(
                                 "type='signal',sender='org.freedesktop.DBus',"
                                 "interface='org.freedesktop.DBus',member='NameOwnerChanged',"
                                 "arg0='") +
                             name_.service + "'";
  library.sd_bus_add_match_async(connection.bus(), nullptr, changes.c_str(),
                                 handle<&BusObject::on_changed>, nullptr, this);
  library.sd_bus_add_match_async(connection.bus(), nullptr, owners.c_str(),
                                 handle<&BusObject::on_owner>, nullptr, this);
  ask();
}

void BusObject::ask() {
  const BusLibrary& library = connection_->library();
  sd_bus_message* call = nullptr;
  if (library.sd_bus_message_new_method_call(connection_->bus(), &call, name_.service, name_.path,
                                             kProperties, "GetAll") < 0) {
    return;
  }
  library.sd_bus_message_append_basic(call, SD_BUS_TYPE_STRING, name_.interface);
  library.sd_bus_message_set_auto_start(call, 0);
  library.sd_bus_call_async(connection_->bus(), nullptr, call, handle<&BusObject::on_reply>, this,
                            0);
  library.sd_bus_message_unref(call);
}

void BusObject::on_reply(sd_bus_message* message) {
  if (connection_->library().sd_bus_message_is_method_error(message, nullptr) > 0) {
    follower_.on_gone();
  } else {
    read_properties(message);
  }
}

// PropertiesChanged(interface, changed values, names of others that changed).
void BusObject::on_changed(sd_bus_message* message) {
  const BusLibrary& library = connection_->library();
  read_text(message);
  read_properties(message);
  if (library.sd_bus_message_enter_container(message, SD_BUS_TYPE_ARRAY, "s") < 0) return;
  if (!read_text(message).empty()) ask();
  library.sd_bus_message_exit_container(message);
}

// NameOwnerChanged(name, old owner, new owner).
void BusObject::on_owner(sd_bus_message* message) {
  read_text(message);
  read_text(message);
  if (read_text(message).empty()) {
    follower_.on_gone();
  } else {
    ask();
  }
}

// A dictionary of names and variants.
void BusObject::read_properties(sd_bus_message* message) {
  const BusLibrary& library = connection_->library();
  if (library.sd_bus_message_enter_container(message, SD_BUS_TYPE_ARRAY, "{sv}") < 0) return;
  while (library.sd_bus_message_enter_container(message, SD_BUS_TYPE_DICT_ENTRY, "sv") > 0) {
    read_property(message);
    if (library.sd_bus_message_exit_container(message) < 0) break;
  }
  library.sd_bus_message_exit_container(message);
  follower_.on_said();
}

void BusObject::read_property(sd_bus_message* message) {
  const BusLibrary& library = connection_->library();
  const std::string_view name = read_text(message);
  char type = 0;
  const char* contents = nullptr;
  if (library.sd_bus_message_peek_type(message, &type, &contents) <= 0) return;
  const std::string_view held = contents == nullptr ? "" : contents;
  BusValue value;
  if (held == "b" || held == "i" || held == "u" || held == "d" || held == "s") {
    library.sd_bus_message_enter_container(message, SD_BUS_TYPE_VARIANT, contents);
    if (held == "s") {
      value.text = read_text(message);
    } else {
      value.number = read_number(message, held.front());
    }
    library.sd_bus_message_exit_container(message);
    follower_.on_property(name, value);
  } else {
    library.sd_bus_message_skip(message, "v");
  }
}

double BusObject::read_number(sd_bus_message* message, char type) {
  const auto read = [&](auto value) {
    const int status = connection_->library().sd_bus_message_read_basic(message, type, &value);
    return status > 0 ? static_cast<double>(value) : 0.0;
  };
  if (type == SD_BUS_TYPE_DOUBLE) return read(double{});
  return type == SD_BUS_TYPE_UINT32 ? read(std::uint32_t{}) : read(int{});
}

std::string_view BusObject::read_text(sd_bus_message* message) {
  const char* text = nullptr;
  const BusLibrary& library = connection_->library();
  const int status = library.sd_bus_message_read_basic(message, SD_BUS_TYPE_STRING, &text);
  return status > 0 && text != nullptr ? text : std::string_view();
}

}  // namespace godwit
