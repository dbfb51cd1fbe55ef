// For systems without an adapter yet: only the application's reports count.
#include "posix/system_signals.h"

namespace godwit {
namespace {

class NoSystemSignals final : public SystemSignals {
 public:
  [[nodiscard]] SystemConditions now() const override { return {}; }
};

}  // namespace

std::unique_ptr<SystemSignals> open_system_signals(const SystemSignalOptions&,
                                                   const SystemSignalPorts&) {
  return std::make_unique<NoSystemSignals>();
}

}  // namespace godwit
