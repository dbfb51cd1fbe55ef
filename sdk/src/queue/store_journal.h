// The journal collects changes to the store and commits them together, one write at a time. A
// failed write is kept and joined to the next one, so nothing is forgotten.
//
// Threads: the engine's.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/list.h"
#include "godwit/ports/event_store.h"
#include "godwit/ports/scheduler.h"

namespace godwit {

class StoreJournal {
 public:
  // Called after every write. The infos of its segments are valid during the call.
  struct Outcome {
    const Status& status;
    std::uint64_t ticket;  // If ok: all changes with this ticket or a lower one are stored.
    std::span<const SegmentPut> puts;
  };
  using Listener = Callback<void(const Outcome&)>;

  static constexpr std::uint64_t kNoPosition = ~std::uint64_t{0};

  explicit StoreJournal(EventStore& store) : store_(store) {}
  void set_listener(Listener listener) { listener_ = listener; }
  // Called when a write begins, which may be later than commit(). Changes that it adds are in the
  // same write as all changes before them.
  void set_preparer(Task preparer) { preparer_ = preparer; }

  // Add changes; nothing is written before commit().
  // `position`: the position of the segment's first event in the staging log, if it is nowhere
  // else; otherwise kNoPosition. A put replaces an earlier one of the same id, but keeps its
  // position.
  void put(const SegmentInfo& info, Bytes body, std::uint64_t position);
  void erase(std::uint64_t id);
  // Forgets a put that the store does not have yet.
  void cancel_put(std::uint64_t id);
  void set(std::string_view name, std::string_view value);

  // Calls visit(info) for every segment that waits to be put.
  template <typename Visit>
  void for_each_put(Visit visit) const {
    for (const Put& put : next_.puts) visit(put.info);
  }
  // The bytes of a segment that waits to be put; otherwise empty. Valid until it changes.
  [[nodiscard]] std::string_view waiting_body(std::uint64_t id);
  [[nodiscard]] std::uint64_t waiting_bytes() const;
  // The position from which the staging log is still needed; `end` if it is not needed.
  [[nodiscard]] std::uint64_t first_position(std::uint64_t end) const;

  // Writes the collected changes, now or after the write under way. Returns a ticket.
  std::uint64_t commit(bool wait_for_disk);
  // Forgets the collected changes that the store does not have yet.
  void clear();
  [[nodiscard]] bool empty() const { return next_.empty(); }
  [[nodiscard]] bool busy() const { return busy_; }

 private:
  struct Put {
    SegmentInfo info;
    Bytes body;
    std::uint64_t position = kNoPosition;
  };
  struct Value {
    Bytes name;
    Bytes value;
  };
  struct Changes {
    List<Put> puts;
    List<std::uint64_t> erases;
    List<Value> values;
    [[nodiscard]] bool empty() const { return puts.empty() && erases.empty() && values.empty(); }
    void clear();
    void swap(Changes& other) {
      puts.swap(other.puts);
      erases.swap(other.erases);
      values.swap(other.values);
    }
    [[nodiscard]] Put* find(std::uint64_t id);
    [[nodiscard]] Value* find(std::string_view name);
  };

  void start();
  void on_done(const Status& status);
  void take_back();

  EventStore& store_;
  Listener listener_;
  Task preparer_;
  Changes next_;
  Changes flying_;
  List<SegmentPut> put_views_;
  List<NamedValue> value_views_;
  std::uint64_t last_ticket_ = 0;
  std::uint64_t flying_ticket_ = 0;
  bool busy_ = false;
  bool wanted_ = false;
  bool wait_for_disk_ = false;
  bool forgotten_ = false;  // clear() was called while a write was under way.
};

}  // namespace godwit
