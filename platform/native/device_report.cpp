#include "native/device_report.h"

namespace godwit {

void DeviceReport::listen(const SystemSignalOptions& options, bool local) {
  if (!options.enabled || system_ != nullptr) return;
  local_ = local;
  system_ = open_system_signals(
      options, {clock_, loop_, watcher_, Callback<void()>::to<&DeviceReport::tell>(this)});
  tell();
}

void DeviceReport::tell_engine(Engine* engine) {
  engine_ = engine;
  told_ = {};
  tell();
}

void DeviceReport::end() {
  engine_ = nullptr;
  system_.reset();
}

SystemConditions DeviceReport::system_says() const {
  SystemConditions says = system_ != nullptr ? system_->now() : SystemConditions();
  if (local_ && says.network.kind == NetworkKind::none) says.network.kind = NetworkKind::unknown;
  return says;
}

void DeviceReport::tell() {
  if (engine_ == nullptr) return;
  SaidOfDevice said;
  {
    const std::lock_guard lock(mutex_);
    said = said_;
  }
  const SystemConditions system = system_says();
  const DeviceConditions conditions = {said.network.value_or(system.network),
                                       said.power.value_or(system.power), said.app};
  if (conditions == told_) return;
  told_ = conditions;
  engine_->set_device(conditions);
}

}  // namespace godwit
