// The journal collects changes to the store and commits them together, one write at a time. A
// failed write is kept and joined to the next one, so nothing is forgotten.
//
// The write and the wish for the next one each have a state:
//
//   write      event           becomes    effect
//   none       begin()         under_way  gives the store the collected changes
//   under_way  clear()         forgotten
//   under_way  write succeeds  none       tells the listener
//   under_way  write fails     none       collects its changes again, and tells the listener
//   forgotten  write ends      none       tells the listener
//
//   next       event                    becomes
//   any        request(), for the disk  wanted_on_disk
//   unwanted   request()                wanted
//   any        begin(), clear()         unwanted
//
// A write is due if one is wanted and none is under way. The owner then adds the changes that
// belong to this moment, and calls begin().
//
// Threads: the engine's.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/list.h"
#include "godwit/ports/event_store.h"

namespace godwit {

class StoreJournal {
 public:
  enum class Write : std::uint8_t { none, under_way, forgotten };
  enum class Next : std::uint8_t { unwanted, wanted, wanted_on_disk };

  // The end of a write. It owns its contents: the listener may call any function of the journal.
  struct Outcome {
    Status status;
    std::uint64_t ticket = 0;  // If ok: all changes with this ticket or a lower one are stored.
  };
  using Listener = Callback<void(const Outcome&)>;

  static constexpr std::uint64_t kNoPosition = ~std::uint64_t{0};

  explicit StoreJournal(EventStore& store) : store_(store) {}
  // Called last, after every write.
  void set_listener(Listener listener) { listener_ = listener; }

  // Add changes; nothing is written before begin().
  // `position`: the position of the segment's first event in the staging log, if it is nowhere
  // else; otherwise kNoPosition. A put replaces an earlier one of the same id, but keeps its
  // position.
  void put(const SegmentInfo& info, Bytes&& body, std::uint64_t position);
  void erase(std::uint64_t id);
  // Forgets a put that the store does not have yet.
  void cancel_put(std::uint64_t id);
  void set(std::string_view name, std::string_view value);

  // Calls visit(info) for every segment that waits to be put.
  template <typename Visit>
  void for_each_put(Visit visit) const {
    for (const Put& put : collected_.puts) visit(put.info);
  }
  // Calls visit(info) for every segment of the write under way, or of the last one.
  template <typename Visit>
  void for_each_written(Visit visit) const {
    for (const SegmentPut& put : put_views_) visit(put.info);
  }
  // The bytes of a segment that waits to be put; otherwise empty. Valid until it changes.
  [[nodiscard]] std::string_view waiting_body(std::uint64_t id);
  [[nodiscard]] std::uint64_t waiting_bytes() const;
  // The position from which the staging log is still needed; `end` if it is not needed.
  [[nodiscard]] std::uint64_t first_position(std::uint64_t end) const;

  // Asks for a write of the collected changes. Returns a ticket.
  std::uint64_t request(bool wait_for_disk);
  [[nodiscard]] bool due() const { return write_ == Write::none && next_ != Next::unwanted; }
  // Writes the collected changes. Only if due().
  void begin();
  // Forgets the collected changes, and those of the write under way if it fails.
  void clear();
  [[nodiscard]] bool empty() const { return collected_.empty(); }
  [[nodiscard]] bool busy() const { return write_ != Write::none; }

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

  void on_done(const Status& status);
  void take_back();

  EventStore& store_;
  Listener listener_;
  Changes collected_;
  Changes written_;  // The changes of the write under way.
  List<SegmentPut> put_views_;
  List<NamedValue> value_views_;
  std::uint64_t last_ticket_ = 0;
  std::uint64_t written_ticket_ = 0;
  Write write_ = Write::none;
  Next next_ = Next::unwanted;
};

}  // namespace godwit
