// Stores each event exactly once: the event files, the state of every stream, and the totals.
//
// Batches are staged in memory one after the other, then committed together. Commit order:
//   1. all staged lines are written after the committed end of the hour's file (with an fsync for
//      Durability::power_safe);
//   2. one SQLite transaction takes the streams' intervals, the file's new length and the totals;
//   3. only then may the batches be answered.
// Killed before step 2, the lines lie after the committed length; the next start cuts them off, and
// the client sends again. Killed after step 2, a client that sends again gets `duplicates`. A
// commit that fails takes everything staged back, in memory; the lines in the file are overwritten
// later. If a file cannot be read or written, or is no longer in its place, the call fails, and
// nothing is rewritten: no error is mistaken for an empty or a short file.
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collector/options.h"
#include "files/directory_handle.h"
#include "godwit/status.h"
#include "store/database.h"
#include "store/event_files.h"
#include "store/event_line.h"
#include "store/event_pages.h"
#include "store/stream_state.h"
#include "store/totals.h"
#include "wire/batch.h"

namespace godwit::collector {

struct IdHash {
  // Ids are random, so any eight bytes of one are a hash.
  std::size_t operator()(const Id& id) const {
    return read_integer<std::size_t>(reinterpret_cast<const char*>(id.bytes.data()));
  }
};

// The result of a staged batch.
struct StageOutcome {
  std::uint64_t accepted = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t marked = 0;             // Among the accepted ones.
  std::uint64_t refused_by_schema = 0;  // Among the refusals.
  std::vector<Refusal> refusals;
};

class Store final {
 public:
  // Lifetime: the options must outlive the store.
  explicit Store(const Options& options) : options_(options) {}

  // Errors: in_use, storage_unavailable, storage_corrupt, unsupported, invalid_argument (another
  // user can write to the directory).
  [[nodiscard]] Status open();

  // The number of new streams in the batch that would be taken.
  [[nodiscard]] std::size_t count_new_streams(const Batch& batch);
  // Returns false and stages nothing if a stream would have too many intervals
  // (Limits::stream_intervals_max).
  [[nodiscard]] bool stage(const Batch& batch, std::string_view ip, StageOutcome& outcome);
  [[nodiscard]] bool group_full() const { return lines_.size() >= options_.limits.group_bytes_max; }
  // The time of receipt of the staged batches: one time for a whole group, so that a group belongs
  // to one file.
  [[nodiscard]] std::int64_t received_ms();
  // Errors: storage_unavailable. Then no event of the group may be answered as stored.
  [[nodiscard]] Status commit();

  // Call these only when nothing is staged. Errors: storage_unavailable.
  [[nodiscard]] Status save_totals();
  // Forgets streams that are finished or too old, and applies the retention.
  [[nodiscard]] Status maintain();
  // Erases an installation's events. The state of its streams stays, without the installation's
  // name, so that events that are sent again do not come back. After an error, the events may or
  // may not be erased; the next call that succeeds has erased them.
  [[nodiscard]] Status erase(const Id& installation, std::uint64_t& erased);
  // Wipes events, streams and totals. After an error, some events may be wiped.
  [[nodiscard]] Status reset();
  // Appends stored events.
  [[nodiscard]] Status read_page(const PageQuery& query, Bytes& page);

  [[nodiscard]] Totals& totals() { return totals_; }
  [[nodiscard]] const EventFiles& files() const { return files_; }
  using Streams = std::unordered_map<Id, StreamState, IdHash>;
  [[nodiscard]] const Streams& streams() const { return streams_; }

 private:
  // The data that undoes a change: the stream's old state, or that it did not exist.
  struct Undo {
    Id stream;
    std::optional<StreamState> before;
  };

  [[nodiscard]] bool too_old(const Batch& batch, const Section& section) const;
  StreamState& touch(const Section& section);
  void announce(StreamState& state, const Section& section, const Batch& batch);
  // True if a stored event comes again, and is refused only because the schemas have changed.
  [[nodiscard]] static bool known_before(const StreamState& state, const ReceivedEvent& event);
  void stage_events(const Batch& batch, std::uint32_t index, std::string_view ip,
                    StageOutcome& outcome);
  void undo_to(std::size_t mark);
  [[nodiscard]] Status write_group(FileRow& row, bool& appended);
  [[nodiscard]] Status remove_expired_files(std::int64_t now);
  [[nodiscard]] Status forget_streams(std::int64_t now);
  // Removes the files, then their rows. A file that cannot be removed does not hold up the others.
  [[nodiscard]] Status remove_files(const std::vector<std::string>& names);
  [[nodiscard]] Status commit_erasure(const Id& installation, const std::vector<FileRow>& changed);
  [[nodiscard]] Status check_in_place() const;
  // Must succeed before a file is changed: everything is in its place, and nothing remains of a
  // failed commit or erasure.
  [[nodiscard]] Status make_ready();
  [[nodiscard]] Status transact(const std::function<Status()>& write);

  const Options& options_;
  DirectoryHandle data_;
  Database database_;
  EventFiles files_;
  Streams streams_;
  Totals totals_;

  // The staged group.
  std::int64_t received_ms_ = 0;
  std::vector<Undo> undo_;
  Bytes lines_;
  std::uint64_t line_count_ = 0;
  Totals totals_before_;
  EventLineWriter writer_;
};

}  // namespace godwit::collector
