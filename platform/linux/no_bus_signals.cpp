// Replaces bus_signals.cpp in a build without D-Bus (GODWIT_WITH_DBUS).
#include "linux/bus_signals.h"

namespace godwit {

std::unique_ptr<BusSignals> open_bus_signals(const std::string&, const SystemSignalPorts&) {
  return nullptr;
}

}  // namespace godwit
