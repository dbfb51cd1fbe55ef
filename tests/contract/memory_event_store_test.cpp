#include "memory/memory_event_store.h"

#include "contract/event_store_contract.h"

using namespace godwit;

namespace {

class MemoryStoreFixture {
 public:
  EventStore& store() { return store_; }
  ManualScheduler& scheduler() { return scheduler_; }

 private:
  ManualScheduler scheduler_;
  MemoryEventStore store_{scheduler_};
};

}  // namespace

TEST_CASE("memory_event_store: keeps the contract of an EventStore", "[contract][store]") {
  check_event_store_contract<MemoryStoreFixture>();
}
