#include "linux/power_profiles.h"

namespace godwit {

void PowerProfiles::follow(BusConnection& connection) {
  newer_object_.follow(connection);
  older_object_.follow(connection);
}

void PowerProfiles::forget() {
  newer_.saving = older_.saving = false;
}

void PowerProfiles::Profile::on_property(std::string_view name, const BusValue& value) {
  if (name == "ActiveProfile") saving = value.text == "power-saver";
}

void PowerProfiles::Profile::on_gone() {
  saving = false;
  changed();
}

}  // namespace godwit
