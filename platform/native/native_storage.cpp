#include "native/native_storage.h"

#include <optional>

#include "files/shred.h"

namespace godwit {

Status NativeStorage::find(std::string_view path) {
  Result<std::string> absolute = DirectoryHandle::absolute(path);
  if (!absolute.ok()) return absolute.status();
  path_ = std::move(absolute.value());
  Result<std::optional<DirectoryHandle>> opened = DirectoryHandle::open(path_);
  if (!opened.ok()) return opened.status();
  if (opened.value()) found_ = std::move(*opened.value());
  return {};
}

Result<bool> NativeStorage::has(std::string_view name) const {
  const DirectoryHandle& handle = directory_ != nullptr ? directory_->handle() : found_;
  if (!handle) return false;
  const Result<std::optional<FileState>> state = handle.state_of(name);
  if (!state.ok()) return state.status();
  return state.value().has_value();
}

Result<bool> NativeStorage::exists() const {
  const Result<bool> staged = has(PosixStagingMemory::kFileName);
  if (!staged.ok() || staged.value()) return staged;
  return has(SqliteEventStore::kFileName);
}

// After a failed claim, the directory counts as not found; the next claim looks for its path again.
Status NativeStorage::claim() {
  if (directory_ != nullptr) return Status();
  Result<std::unique_ptr<DataDirectory>> opened =
      found_ ? DataDirectory::open(std::move(found_)) : DataDirectory::open(path_);
  if (!opened.ok()) return opened.status();
  directory_ = std::move(opened.value());
  claimed_.store(&directory_->handle(), std::memory_order_release);
  store_ = std::make_unique<SqliteEventStore>(scheduler_, *directory_);
  for (const std::string& note : directory_->notes()) log_.log(LogLevel::warning, note);
  return Status();
}

bool NativeStorage::removed() const {
  const DirectoryHandle* const claimed = claimed_.load(std::memory_order_acquire);
  return claimed != nullptr && claimed->removed();
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

// An existing ring keeps its length.
std::size_t NativeStorage::size_bytes() {
  if (staging_ != nullptr) return staging_->size_bytes();
  const DirectoryHandle& handle = directory_ != nullptr ? directory_->handle() : found_;
  const std::size_t found = handle ? PosixStagingMemory::length_in(handle) : 0;
  return found != 0 ? found : staging_bytes_;
}

Status NativeStorage::erase() {
  if (staging_ == nullptr) {
    const Result<bool> there = has(PosixStagingMemory::kFileName);
    if (!there.ok()) return there.status();
    if (!there.value()) return {};
  }
  if (!region().empty()) return staging_->erase();
  if (directory_ == nullptr) return failure_;
  // It cannot be mapped, as on a full disk. It is ours, and nobody may open it again.
  return shred_file(directory_->handle(), PosixStagingMemory::kFileName);
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
