// Follows the properties of one object of a service on D-Bus.
//
// The object reads all properties once the service is there, and then receives each change. It
// never starts the service. If the service comes later, or comes back, the object reads them then.
// Threads: the loop's.
#pragma once

#include <string_view>

#include "linux/bus_connection.h"

namespace godwit {

// The value of a property: a boolean or a number of any type, or a text. Values of other types are
// ignored.
struct BusValue {
  double number = 0;
  std::string_view text;  // Valid until the call that received it returns.
};

// Texts of static lifetime.
struct BusName {
  const char* service;
  const char* path;
  const char* interface;
};

class BusFollower {
 public:
  virtual ~BusFollower() = default;
  virtual void on_property(std::string_view name, const BusValue& value) = 0;
  // Called after the properties of one message.
  virtual void on_said() = 0;
  // Called if the service has left the bus, was never there, or does not report the object.
  virtual void on_gone() = 0;
};

class BusObject {
 public:
  // Lifetime: `follower` and this object outlive the connection.
  BusObject(const BusName& name, BusFollower& follower) : name_(name), follower_(follower) {}
  BusObject(const BusObject&) = delete;
  BusObject& operator=(const BusObject&) = delete;

  // Call it once, when the connection is open.
  void follow(BusConnection& connection);

 private:
  void ask();
  void on_reply(sd_bus_message* message);
  void on_changed(sd_bus_message* message);
  void on_owner(sd_bus_message* message);
  void read_properties(sd_bus_message* message);
  void read_property(sd_bus_message* message);
  [[nodiscard]] double read_number(sd_bus_message* message, char type);
  std::string_view read_text(sd_bus_message* message);

  const BusName name_;
  BusFollower& follower_;
  BusConnection* connection_ = nullptr;
};

}  // namespace godwit
