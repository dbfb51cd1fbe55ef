#include "memory/serial_event_store.h"

namespace godwit {

void SerialEventStore::load(StoreVisitor& visitor, Done done) noexcept {
  start({.kind = Kind::load, .done = done, .visitor = &visitor});
}

void SerialEventStore::read(std::span<const std::uint64_t> ids, StoreVisitor& visitor,
                            Done done) noexcept {
  start({.kind = Kind::read, .done = done, .visitor = &visitor, .ids = ids});
}

void SerialEventStore::commit(const StoreWrite& write, Done done) noexcept {
  start({.kind = Kind::commit, .done = done, .write = write});
}

void SerialEventStore::purge(Done done) noexcept {
  start({.kind = Kind::purge, .done = done});
}

void SerialEventStore::start(const Operation& operation) {
  waiting_.push_back(operation);
  scheduler_.post(Task::to<&SerialEventStore::run_next>(this));
}

void SerialEventStore::run_next() noexcept {
  const Operation operation = waiting_[next_++];
  if (next_ == waiting_.size()) {
    waiting_.clear();
    next_ = 0;
  }
  operation.done(perform(operation));
}

Status SerialEventStore::perform(const Operation& operation) {
  switch (operation.kind) {
    case Kind::load:
      return load_now(*operation.visitor);
    case Kind::read:
      return read_now(operation.ids, *operation.visitor);
    case Kind::commit:
      return commit_now(operation.write);
    case Kind::purge:
      return purge_now();
  }
  return Status(StatusCode::internal, "no such operation");
}

}  // namespace godwit
