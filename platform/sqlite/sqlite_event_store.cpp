#include "sqlite/sqlite_event_store.h"

#include <optional>
#include <string>
#include <utility>

namespace godwit {

Status SqliteEventStore::load_now(StoreVisitor& visitor) {
  const Status opened = open_existing();
  if (!opened.ok() || database_ == nullptr) return opened;
  return settle(database_->load(visitor));
}

Status SqliteEventStore::read_now(std::span<const std::uint64_t> ids, StoreVisitor& visitor) {
  const Status opened = open_existing();
  if (!opened.ok() || database_ == nullptr) return opened;
  return settle(database_->read(ids, visitor));
}

Status SqliteEventStore::commit_now(const StoreWrite& write) {
  if (access_ == StoreAccess::read_only) {
    return Status(StatusCode::unsupported, "the store was opened to be read");
  }
  if (const Status status = open(); !status.ok()) return status;
  return settle(database_->write(write));
}

Status SqliteEventStore::purge_now() {
  if (access_ == StoreAccess::read_only) {
    return Status(StatusCode::unsupported, "the store was opened to be read");
  }
  // A file that was taken away while it was open is out of reach.
  const Status in_place = database_ != nullptr ? database_->check_file() : Status();
  database_.reset();
  Status status = directory_.erase(kFileName, SqliteConnection::kSuffixes);
  if (status.ok()) status = directory_.erase_set_aside();
  return status.ok() ? in_place : status;
}

Status SqliteEventStore::open_existing() {
  if (database_ != nullptr) return {};
  const Result<std::optional<FileState>> state = directory_.handle().state_of(kFileName);
  if (!state.ok()) return state.status();
  return state.value() ? open() : Status();
}

Status SqliteEventStore::open() {
  if (database_ != nullptr) return {};
  auto opened = EventDatabase::open(directory_.handle(), kFileName, access_);
  if (!opened.ok()) return settle(opened.status());
  database_ = std::move(opened.value());
  return {};
}

Status SqliteEventStore::settle(const Status& status) {
  const bool newer = status.code() == StatusCode::unsupported;
  if (!newer && status.code() != StatusCode::storage_corrupt) return status;
  Status report(StatusCode::storage_corrupt, status.message());
  if (access_ == StoreAccess::read_only) return report;
  database_.reset();
  const auto aside = directory_.set_aside(
      kFileName, newer ? DataDirectory::Unusable::newer : DataDirectory::Unusable::damaged,
      SqliteConnection::kSuffixes);
  if (!aside.ok()) return aside.status();
  return report.append("; set aside as ").append(aside.value());
}

}  // namespace godwit
