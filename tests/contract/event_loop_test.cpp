#include "native/event_loop.h"

#include "contract/scheduler_contract.h"
#include "posix/condition_poller.h"

using namespace godwit;

TEST_CASE("event_loop: keeps the contract of a Scheduler", "[contract][scheduler]") {
  check_scheduler_contract<ConditionPoller>();
}
