#include "linux/network_manager.h"

namespace godwit {
namespace {

// NMState, NMConnectivityState and NMMetered of NetworkManager's D-Bus interface.
constexpr int kStateDisconnected = 20;  // Smaller values except 0: networking is switched off.
constexpr int kConnectivityNone = 1;
constexpr int kMeteredYes = 1;
constexpr int kMeteredNo = 2;
constexpr int kMeteredGuessYes = 3;
constexpr int kMeteredGuessNo = 4;

}  // namespace

NetworkKind NetworkManager::network() const {
  const bool connected = manager_.state == 0 || manager_.state > kStateDisconnected;
  if (!connected || manager_.connectivity == kConnectivityNone) return NetworkKind::none;
  switch (manager_.metered) {
    case kMeteredYes:
    case kMeteredGuessYes:
      return NetworkKind::metered;
    case kMeteredNo:
    case kMeteredGuessNo:
      return NetworkKind::unmetered;
    default:
      return NetworkKind::unknown;
  }
}

void NetworkManager::Manager::on_property(std::string_view name, const BusValue& value) {
  const int number = static_cast<int>(value.number);
  if (name == "State") state = number;
  if (name == "Connectivity") connectivity = number;
  if (name == "Metered") metered = number;
}

void NetworkManager::Manager::on_gone() {
  *this = Manager(changed);
  changed();
}

}  // namespace godwit
