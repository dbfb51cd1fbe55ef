#include "sim/disk_store.h"

#include "sim/durations.h"

namespace godwit::sim {
namespace {

Status unavailable(std::string_view why) {
  return Status(StatusCode::storage_unavailable, why);
}

}  // namespace

void DiskStore::load(StoreVisitor& visitor, Done done) {
  start({Kind::load, done, &visitor});
}
void DiskStore::read(std::span<const std::uint64_t> ids, StoreVisitor& visitor, Done done) {
  start({Kind::read, done, &visitor, ids});
}
void DiskStore::commit(const StoreWrite& write, Done done) {
  start({Kind::commit, done, nullptr, {}, write});
}
void DiskStore::purge(Done done) {
  start({Kind::purge, done});
}

void DiskStore::start(const Operation& operation) {
  if (!life_.call(PortKind::store)) return;
  waiting_.push_back(operation);
  if (waiting_.size() == 1) schedule();
}

void DiskStore::schedule() {
  std::int64_t latency = random_.between(0, 15);
  if (random_.permille(plan_.permille(Fault::store_slow))) {
    around_.happened(Fault::store_slow);
    latency = random_.between(200, 20'000);
  }
  around_.after(latency, [this] { run(); });
}

void DiskStore::run() {
  const Operation operation = waiting_.front();
  waiting_.pop_front();
  const Status status = perform(operation);
  if (!waiting_.empty()) schedule();
  operation.done(status);
}

Status DiskStore::trouble(const Operation& operation) {
  const std::int64_t now = around_.now_ms();
  if (trouble_.operation.fails()) return unavailable("the chosen call of the store fails");
  if (random_.permille(plan_.permille(Fault::store_corrupt))) {
    trouble_.corrupt = true;
  }
  if (trouble_.corrupt) {
    trouble_.corrupt = false;
    around_.happened(Fault::store_corrupt);
    const std::vector<HeldEvent> lost = disk_.stored();
    disk_.store() = {};
    disk_.sync_store();
    operation.kind == Kind::load ? around_.lost_unread() : around_.lost(lost);
    return Status(StatusCode::storage_corrupt, "the store is damaged and was set aside");
  }
  if (random_.permille(plan_.permille(Fault::store_keeps_failing))) {
    around_.happened(Fault::store_keeps_failing);
    trouble_.failing_until_ms = now + random_.between(5'000, 20 * kMinute);
  }
  if (now < trouble_.failing_until_ms) return unavailable("the store fails for a while");
  if (random_.permille(plan_.permille(Fault::store_call_fails))) {
    around_.happened(Fault::store_call_fails);
    return unavailable("this call of the store fails");
  }
  if (operation.kind != Kind::commit) return Status();
  if (random_.permille(plan_.permille(Fault::disk_full))) {
    around_.happened(Fault::disk_full);
    trouble_.full_until_ms = now + random_.between(5'000, 20 * kMinute);
  }
  const bool grows = !operation.write.puts.empty();
  return now < trouble_.full_until_ms && grows ? unavailable("the disk is full") : Status();
}

Status DiskStore::perform(const Operation& operation) {
  const Status status = trouble(operation);
  StoreContents& store = disk_.store();
  if (!status.ok()) return status;
  switch (operation.kind) {
    case Kind::load:
      for (const auto& [id, segment] : store.segments) {
        operation.visitor->on_segment(segment.info, {});
      }
      for (const auto& [name, value] : store.values) operation.visitor->on_value(name, value);
      break;
    case Kind::read:
      for (const std::uint64_t id : operation.ids) {
        const auto found = store.segments.find(id);
        if (found == store.segments.end()) continue;
        operation.visitor->on_segment(found->second.info, found->second.body);
      }
      break;
    case Kind::commit:
      store.apply(operation.write);
      if (operation.write.wait_for_disk || (plan_.on(Fault::power_cut) && random_.permille(200))) {
        disk_.sync_store();
      }
      break;
    case Kind::purge:
      store = {};
      disk_.sync_store();
      break;
  }
  return status;
}

void DiskStore::crash() {
  if (waiting_.empty() || !random_.permille(500)) return;
  const Operation& operation = waiting_.front();
  if (operation.kind == Kind::commit) disk_.store().apply(operation.write);
  if (operation.kind == Kind::purge) disk_.store() = {};
}

}  // namespace godwit::sim
