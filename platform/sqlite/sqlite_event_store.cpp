#include "sqlite/sqlite_event_store.h"

#include <unistd.h>

#include <string>
#include <utility>

namespace godwit {

Status SqliteEventStore::load_now(StoreVisitor& visitor) {
  if (database_ == nullptr && !file_exists()) return {};
  if (const Status status = open(); !status.ok()) return status;
  return settle(database_->load(visitor));
}

Status SqliteEventStore::read_now(std::span<const std::uint64_t> ids, StoreVisitor& visitor) {
  if (database_ == nullptr && !file_exists()) return {};
  if (const Status status = open(); !status.ok()) return status;
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
  database_.reset();
  if (const Status status = directory_.erase(kFileName, EventDatabase::kSuffixes); !status.ok()) {
    return status;
  }
  return directory_.erase_set_aside();
}

bool SqliteEventStore::file_exists() const {
  return ::access(directory_.file(kFileName).c_str(), F_OK) == 0;
}

Status SqliteEventStore::open() {
  if (database_ != nullptr) return {};
  auto opened = EventDatabase::open(directory_.file(kFileName), access_);
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
      EventDatabase::kSuffixes);
  if (!aside.ok()) return aside.status();
  return report.append("; set aside as ").append(aside.value());
}

}  // namespace godwit
