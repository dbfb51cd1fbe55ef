// One object of a service on D-Bus, whose properties are followed.
//
// It asks for all of them once the service is there, and hears of each change. The service is never
// started for that; where it comes later, or comes back, it is asked then.
// Threads: the loop's.
#pragma once

#include <string_view>

#include "linux/bus_connection.h"

namespace godwit {

// The value of a property: a boolean or a number of any type, or a text. Others are passed over.
struct BusValue {
  double number = 0;
  std::string_view text;  // Valid until the call returns that was given it.
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
  // After the properties of one message.
  virtual void on_said() = 0;
  // The service has left the bus or was never there, or it does not tell of the object.
  virtual void on_gone() = 0;
};

class BusObject {
 public:
  // Lifetime: `follower` outlives the connection; so does the object.
  BusObject(const BusName& name, BusFollower& follower) : name_(name), follower_(follower) {}
  BusObject(const BusObject&) = delete;
  BusObject& operator=(const BusObject&) = delete;

  // Once, when the connection has been opened.
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
