#include "native/native_storage.h"

#include <sys/stat.h>
#include <unistd.h>

namespace godwit {

bool NativeStorage::has(std::string_view name) const {
  struct stat ignored = {};
  return ::stat((path_ + "/").append(name).c_str(), &ignored) == 0;
}

bool NativeStorage::exists() const {
  return has(PosixStagingMemory::kFileName) || has(SqliteEventStore::kFileName);
}

Status NativeStorage::claim() {
  if (directory_ != nullptr) return Status();
  Result<std::unique_ptr<DataDirectory>> opened = DataDirectory::open(path_);
  if (!opened.ok()) return opened.status();
  directory_ = std::move(opened.value());
  store_ = std::make_unique<SqliteEventStore>(scheduler_, *directory_);
  for (const std::string& note : directory_->notes()) log_.log(LogLevel::warning, note);
  return Status();
}

std::span<std::byte> NativeStorage::region() {
  if (staging_ == nullptr) {
    const Status claimed = claim();
    if (!claimed.ok()) {
      failure_ = claimed;
      return {};
    }
    Result<std::unique_ptr<PosixStagingMemory>> opened =
        PosixStagingMemory::open(*directory_, staging_bytes_);
    if (!opened.ok()) {
      failure_ = opened.status();
      return {};
    }
    staging_ = std::move(opened.value());
  }
  return staging_->region();
}

// A ring that is there already keeps its length.
std::size_t NativeStorage::size_bytes() {
  const std::size_t found = PosixStagingMemory::length_in(path_);
  return found != 0 ? found : staging_bytes_;
}

void NativeStorage::erase() {
  if (staging_ == nullptr && !has(PosixStagingMemory::kFileName)) return;
  if (!region().empty()) {
    staging_->erase();
  } else if (directory_ != nullptr) {  // It is ours, and nobody is to open it again.
    ::unlink((path_ + "/").append(PosixStagingMemory::kFileName).c_str());
  }
}

void NativeStorage::complete(const Status& status, Done done) {
  completions_.emplace_back(done, status);
  scheduler_.post(Task::to<&NativeStorage::run_completion>(this));
}

void NativeStorage::run_completion() {
  const auto [done, status] = completions_.front();
  completions_.pop_front();
  done(status);
}

EventStore* NativeStorage::store_or_complete(Done done) {
  const Status claimed = claim();
  if (claimed.ok()) return store_.get();
  complete(claimed, done);
  return nullptr;
}

void NativeStorage::load(StoreVisitor& visitor, Done done) {
  if (directory_ == nullptr) {
    complete(Status(), done);
    return;
  }
  store_->load(visitor, done);
}

void NativeStorage::read(std::span<const std::uint64_t> ids, StoreVisitor& visitor, Done done) {
  if (EventStore* const store = store_or_complete(done)) store->read(ids, visitor, done);
}

void NativeStorage::commit(const StoreWrite& write, Done done) {
  if (EventStore* const store = store_or_complete(done)) store->commit(write, done);
}

void NativeStorage::purge(Done done) {
  if (EventStore* const store = store_or_complete(done)) store->purge(done);
}

}  // namespace godwit
