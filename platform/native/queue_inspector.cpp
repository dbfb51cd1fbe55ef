#include "native/queue_inspector.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "counters.h"
#include "delivery/retry_policy.h"
#include "posix/posix_clock.h"
#include "posix/posix_staging_memory.h"
#include "posix/system_entropy.h"
#include "queue/event_queue.h"
#include "queue/segment.h"
#include "sqlite/sqlite_event_store.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

// The scheduler of a program that waits for each operation at once: tasks run in run().
class TaskQueue final : public Scheduler {
 public:
  void post(Task task) override { tasks_.push_back(task); }
  TimerId run_at(MonotonicTime, Task) override { return 0; }
  void cancel(TimerId) override {}
  void run() {
    while (!tasks_.empty()) {
      const Task task = tasks_.front();
      tasks_.pop_front();
      task();
    }
  }

 private:
  std::deque<Task> tasks_;
};

// Keeps the status of a completion.
struct Answer {
  Status status;
  EventStore::Done done() { return EventStore::Done::to<&Answer::take>(this); }
  void take(const Status& given) { status = given; }
  void take_written(const StoreJournal::Outcome& outcome) { status = outcome.status; }
};

// A copy of a data directory's files, removed with the object.
class DirectoryCopy {
 public:
  ~DirectoryCopy() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }

  Status make(const fs::path& original) {
    std::error_code error;
    if (!fs::is_directory(original, error)) {
      return Status(StatusCode::invalid_argument, "no such data directory: ")
          .append(original.native());
    }
    std::string pattern = (fs::temp_directory_path(error) / "godwit-look-XXXXXX").native();
    if (::mkdtemp(pattern.data()) == nullptr) return failed(pattern, std::strerror(errno));
    path_ = pattern;
    bool found = false;
    for (const std::string_view name :
         {PosixStagingMemory::kFileName, std::string_view("events.db"),
          std::string_view("events.db-wal"), std::string_view("events.db-journal"),
          std::string_view("format")}) {
      if (!fs::exists(original / name, error)) continue;
      found = true;
      if (!fs::copy_file(original / name, path_ / name, error)) {
        return failed((original / name).native(), error.message());
      }
    }
    return found ? Status()
                 : Status(StatusCode::invalid_argument, "not a data directory of Godwit's: ")
                       .append(original.native());
  }

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  static Status failed(std::string_view what, std::string_view why) {
    return Status(StatusCode::storage_unavailable, what).append(" cannot be copied: ").append(why);
  }

  fs::path path_;
};

// Owns the memory of an inspection's views.
struct Memory {
  std::deque<std::string> bodies;
};

// Reads segments into the inspection.
class Collect final : public StoreVisitor {
 public:
  Collect(QueueInspection& out, Memory& memory, std::uint64_t first_staged)
      : out_(out), memory_(memory), first_staged_(first_staged) {}

  void on_segment(const SegmentInfo& info, std::string_view body) override {
    memory_.bodies.emplace_back(body);
    SegmentReader reader;
    if (!reader.open(memory_.bodies.back())) {
      out_.damaged_bytes += body.size();
      return;
    }
    InspectedEvent event;
    event.stream = info.stream;
    event.priority = reader.priority();
    event.context_json = reader.context();
    event.opened_wall_ms = reader.opening().wall.ms;
    event.staged = info.id > first_staged_;
    while (reader.next(event.sequence, event.event_json)) out_.events.push_back(event);
  }
  void on_value(std::string_view, std::string_view) override {}

 private:
  QueueInspection& out_;
  Memory& memory_;
  std::uint64_t first_staged_;
};

void describe_state(EventQueue& queue, const PosixClock& clock, QueueInspection& out) {
  const StoredState& state = queue.stored_state();
  out.installation = queue.installation();
  if (state.consent.size() == 1) out.consent = static_cast<Consent>(state.consent.data()[0]);
  RetryState retry;
  if (state.retry.size() == sizeof retry) {
    std::memcpy(&retry, state.retry.data(), sizeof retry);
    out.retry_attempts = retry.attempts;
    out.switched_off = retry.gone != 0;
    const std::int64_t wait = retry.not_before_ms - queue.timeline().now_ms();
    if (wait > 0) out.retry_not_before_wall_ms = clock.wall().ms + wait;
  }
  for (const StreamEntry& entry : queue.ledger().entries()) {
    InspectedStream stream;
    stream.stream = entry.opening.stream;
    stream.opened_wall_ms = entry.opening.wall.ms;
    stream.acked_below = queue.acked_below(entry);
    stream.last_accepted = entry.last_accepted;
    for (const DroppedInterval& interval : entry.dropped) {
      stream.dropped_events += interval.last - interval.first + 1;
    }
    out.streams.push_back(stream);
  }
}

}  // namespace

Status inspect_queue(const std::string& data_directory, QueueInspection& out) {
  DirectoryCopy copy;
  if (const Status status = copy.make(data_directory); !status.ok()) return status;
  auto directory = DataDirectory::open(copy.path().native());
  if (!directory.ok()) return directory.status();

  SystemEntropy entropy;
  PosixClock clock(entropy);
  TaskQueue tasks;
  Limits limits;
  Counters counters;
  SqliteEventStore store(tasks, *directory.value());
  EventQueue queue(store, clock, limits, counters);
  Answer answer;
  queue.set_listener(StoreJournal::Listener::to<&Answer::take_written>(&answer));
  queue.load(answer.done());
  tasks.run();
  if (answer.status.code() == StatusCode::storage_unavailable) return answer.status;
  const std::uint64_t last_stored = queue.index().last_id();
  out.stored_bytes = queue.index().bytes();

  // Staged events are recovered as in a tracker: into the store, which is a copy too.
  std::error_code error;
  std::unique_ptr<PosixStagingMemory> staging;
  if (fs::exists(copy.path() / PosixStagingMemory::kFileName, error)) {
    auto opened = PosixStagingMemory::open(*directory.value(), limits.staging_bytes);
    if (!opened.ok()) return opened.status();
    staging = std::move(opened.value());
    queue.recover(staging->region());
    queue.commit(false);
    tasks.run();
    if (!answer.status.ok()) return answer.status;
  }

  struct Ids final : StoreVisitor {
    std::vector<std::uint64_t> ids;
    void on_segment(const SegmentInfo& info, std::string_view) override { ids.push_back(info.id); }
    void on_value(std::string_view, std::string_view) override {}
  } all;
  store.load(all, answer.done());
  tasks.run();
  auto memory = std::make_shared<Memory>();
  Collect collect(out, *memory, last_stored);
  store.read(all.ids, collect, answer.done());
  tasks.run();
  if (!answer.status.ok()) return answer.status;
  out.memory = memory;
  out.damaged_bytes += counters.damaged_bytes;
  describe_state(queue, clock, out);
  std::stable_sort(out.events.begin(), out.events.end(),
                   [](const InspectedEvent& a, const InspectedEvent& b) {
                     if (a.stream.bytes != b.stream.bytes) return a.stream.bytes < b.stream.bytes;
                     return a.sequence < b.sequence;
                   });
  return Status();
}

}  // namespace godwit
