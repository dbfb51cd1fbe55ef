// Drives an EventStore one operation at a time, checks the completion rule at each, and makes
// segments to store.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contract/support/manual_scheduler.h"
#include "godwit/ports/event_store.h"
#include "support/catch.h"

namespace godwit {

// Keeps what it is shown.
struct Shown final : StoreVisitor {
  std::vector<std::pair<SegmentInfo, std::string>> segments;
  std::map<std::string, std::string> values;

  void on_segment(const SegmentInfo& info, std::string_view body) override {
    segments.emplace_back(info, body);
  }
  void on_value(std::string_view name, std::string_view value) override {
    values.emplace(name, value);
  }
};

// Counts completions and remembers the last.
struct Completion {
  int count = 0;
  Status status;

  void on_done(const Status& result) {
    ++count;
    status = result;
  }
  [[nodiscard]] EventStore::Done done() { return EventStore::Done::to<&Completion::on_done>(this); }
};

// Performs operations one at a time, and checks the completion rule at each.
class StoreUser {
 public:
  StoreUser(EventStore& store, ManualScheduler& scheduler) : store_(store), scheduler_(scheduler) {}

  Status commit(const StoreWrite& write) {
    return finish([&](EventStore::Done done) { store_.commit(write, done); });
  }
  Status put(std::vector<SegmentPut> puts) { return commit({.puts = puts}); }
  Status put(const SegmentInfo& info, std::string_view body) { return put({{info, body}}); }
  Status erase(std::vector<std::uint64_t> ids) { return commit({.erases = ids}); }
  Status set(std::string_view name, std::string_view value) {
    const NamedValue values[] = {{name, value}};
    return commit({{}, {}, values});
  }
  Status load(Shown& shown) {
    return finish([&](EventStore::Done done) { store_.load(shown, done); });
  }
  Status read(std::vector<std::uint64_t> ids, Shown& shown) {
    return finish([&](EventStore::Done done) { store_.read(ids, shown, done); });
  }
  Status purge() {
    return finish([&](EventStore::Done done) { store_.purge(done); });
  }

  [[nodiscard]] Shown loaded() {
    Shown shown;
    const Status status = load(shown);
    INFO(status.message());
    REQUIRE(status.ok());
    return shown;
  }

 private:
  template <typename Start>
  Status finish(Start start) {
    Completion completion;
    start(completion.done());
    REQUIRE(completion.count == 0);
    scheduler_.run_all();
    REQUIRE(completion.count == 1);
    return completion.status;
  }

  EventStore& store_;
  ManualScheduler& scheduler_;
};

[[nodiscard]] inline SegmentInfo segment_info(std::uint64_t id, std::string_view body) {
  SegmentInfo info;
  info.id = id;
  info.stream.bytes[0] = 0xAB;
  info.stream.bytes[15] = static_cast<std::uint8_t>(id);
  info.first_sequence = id * 100;
  info.last_sequence = id * 100 + 99;
  info.event_count = 100;
  info.size_bytes = static_cast<std::uint32_t>(body.size());
  info.staged_at_ms = -5 + static_cast<std::int64_t>(id);
  info.priority = static_cast<Priority>(id % kPriorityCount);
  return info;
}

[[nodiscard]] inline SegmentPut segment(std::uint64_t id, std::string_view body) {
  return {segment_info(id, body), body};
}

}  // namespace godwit
