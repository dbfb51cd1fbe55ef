#include "store/store.h"

#include <algorithm>

#include "store/eraser.h"

namespace godwit::collector {
namespace {

std::int64_t in_ms(std::chrono::hours hours) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(hours).count();
}

}  // namespace

Status Store::open() {
  Result<DirectoryHandle> made = DirectoryHandle::make(options_.data.native());
  if (!made.ok()) return made.status();
  data_ = std::move(made.value());
  Status status = database_.open(data_, options_.durability);
  if (status.ok()) status = files_.open(data_, database_, options_.log);
  if (status.ok()) status = database_.read_totals(totals_);
  if (status.ok()) {
    status = database_.read_streams([this](const Id& stream, StreamState&& state) {
      streams_.insert_or_assign(stream, std::move(state));
    });
  }
  return status;
}

Status Store::check_in_place() const {
  const Status status = database_.check_in_place();
  return status.ok() ? files_.check_in_place() : status;
}

Status Store::make_ready() {
  Status status = check_in_place();
  if (status.ok()) status = database_.settle();
  if (status.ok()) status = Eraser(files_, database_).finish();
  return status;
}

std::int64_t Store::received_ms() {
  if (undo_.empty()) received_ms_ = options_.now_ms();
  return received_ms_;
}

// The age of the youngest event counts, not that of the opening. If this event had been stored
// before, its stream would have been seen within the window, and would be known.
bool Store::too_old(const Batch& batch, const Section& section) const {
  if (streams_.contains(section.stream)) return false;
  const auto opened_ago = static_cast<std::int64_t>(section.opened_ago_ms);
  std::int64_t youngest = opened_ago;
  for (std::size_t at = section.events_begin; at < section.events_end; ++at) {
    const ReceivedEvent& event = batch.events[at];
    if (!event.absolute) youngest = std::min(youngest, opened_ago - event.time);
  }
  return youngest > in_ms(options_.dedup_window);
}

std::size_t Store::count_new_streams(const Batch& batch) {
  std::size_t count = 0;
  const Id* last = nullptr;  // The sections of one stream stand together.
  for (const Section& section : batch.sections) {
    const bool repeated = last != nullptr && *last == section.stream;
    if (!repeated && !streams_.contains(section.stream) && !too_old(batch, section)) ++count;
    last = &section.stream;
  }
  return count;
}

StreamState& Store::touch(const Section& section) {
  const auto known = streams_.find(section.stream);
  if (known != streams_.end()) {
    undo_.push_back({section.stream, known->second});
    return known->second;
  }
  undo_.push_back({section.stream, std::nullopt});
  StreamState& state = streams_[section.stream];
  state.installation = section.installation;
  return state;
}

void Store::announce(StreamState& state, const Section& section, const Batch& batch) {
  state.first = std::max(state.first, section.first);
  state.acked_below = std::max(state.acked_below, section.acked_below);
  state.last_accepted = std::max(state.last_accepted, section.last_accepted);
  state.final = state.final || section.final;
  state.last_seen_ms = std::max(state.last_seen_ms, received_ms());
  for (std::size_t at = section.drops_begin; at < section.drops_end; ++at) {
    state.dropped.declare(batch.drops[at]);
    // A hostile list of drops must not grow a state far beyond its bound before anybody notices.
    if (state.dropped.size() > options_.limits.stream_intervals_max) return;
  }
}

bool Store::stage(const Batch& batch, std::string_view ip, StageOutcome& outcome) {
  if (undo_.empty()) totals_before_ = totals_;
  const std::size_t mark = undo_.size();
  const std::size_t lines_mark = lines_.size();
  const std::uint64_t line_count_mark = line_count_;
  const std::uint64_t ordinal_mark = totals_.last_ordinal;
  outcome.accepted = outcome.duplicates = 0;
  outcome.marked = outcome.refused_by_schema = 0;
  outcome.refusals.clear();
  for (std::uint32_t index = 0; index < batch.sections.size(); ++index) {
    const Section& section = batch.sections[index];
    if (too_old(batch, section)) {
      for (std::size_t at = section.events_begin; at < section.events_end; ++at) {
        outcome.refusals.push_back(
            {index,
             batch.events[at].sequence,
             {RefusalCode::too_old, "", "The stream is unknown and older than the dedup window."}});
      }
      continue;
    }
    StreamState& state = touch(section);
    announce(state, section, batch);
    stage_events(batch, index, ip, outcome);
    const std::size_t bound = options_.limits.stream_intervals_max;
    if (state.stored.size() > bound || state.dropped.size() > bound) {
      undo_to(mark);
      lines_.truncate(lines_mark);
      line_count_ = line_count_mark;
      totals_.last_ordinal = ordinal_mark;
      return false;
    }
  }
  totals_.accepted += outcome.accepted;
  totals_.duplicates += outcome.duplicates;
  totals_.refused += outcome.refusals.size();
  totals_.refused_by_schema += outcome.refused_by_schema;
  totals_.marked += outcome.marked;
  return true;
}

bool Store::known_before(const StreamState& state, const ReceivedEvent& event) {
  return event.verdict.code == RefusalCode::schema && state.stored.contains(event.sequence);
}

void Store::stage_events(const Batch& batch, std::uint32_t index, std::string_view ip,
                         StageOutcome& outcome) {
  const Section& section = batch.sections[index];
  StreamState& state = streams_[section.stream];
  writer_.begin_section(section, received_ms(), ip);
  for (std::size_t at = section.events_begin; at < section.events_end; ++at) {
    const ReceivedEvent& event = batch.events[at];
    if (known_before(state, event)) {
      ++outcome.duplicates;
    } else if (event.verdict.refused()) {
      outcome.refusals.push_back({index, event.sequence, event.verdict});
      if (event.verdict.code == RefusalCode::schema) ++outcome.refused_by_schema;
    } else if (!state.stored.insert(event.sequence)) {
      ++outcome.duplicates;
    } else {
      ++outcome.accepted;
      if (!event.mark.empty()) ++outcome.marked;
      ++line_count_;
      writer_.append(lines_, event, ++totals_.last_ordinal);
    }
  }
  // A late announcement must not hide an event that is already stored.
  state.last_accepted = std::max(state.last_accepted, state.stored.highest());
}

void Store::undo_to(std::size_t mark) {
  while (undo_.size() > mark) {
    Undo& undo = undo_.back();
    if (undo.before) {
      streams_[undo.stream] = std::move(*undo.before);
    } else {
      streams_.erase(undo.stream);
    }
    undo_.pop_back();
  }
}

Status Store::commit() {
  Status status;
  if (!undo_.empty()) {
    FileRow row;
    bool appended = false;
    status = write_group(row, appended);
    if (status.ok()) {
      if (appended) files_.committed(row);
      // No event is answered as stored if nobody will find it.
      status = check_in_place();
    } else {
      undo_to(0);
      // Requests and bytes were received in any case.
      totals_.accepted = totals_before_.accepted;
      totals_.duplicates = totals_before_.duplicates;
      totals_.refused = totals_before_.refused;
      totals_.refused_by_schema = totals_before_.refused_by_schema;
      totals_.marked = totals_before_.marked;
      totals_.last_ordinal = totals_before_.last_ordinal;
    }
  }
  undo_.clear();
  lines_.clear();
  line_count_ = 0;
  return status;
}

Status Store::write_group(FileRow& row, bool& appended) {
  appended = line_count_ != 0;
  Status status = make_ready();
  if (!status.ok()) return status;
  if (appended) {
    const bool sync = options_.durability == Durability::power_safe;
    status = files_.append(received_ms(), lines_.view(), sync, row);
    if (!status.ok()) return status;
    if (row.events == 0) row.first_ordinal = totals_.last_ordinal - line_count_ + 1;
    row.events += line_count_;
    row.last_ordinal = totals_.last_ordinal;
  }
  std::vector<Id> touched;
  touched.reserve(undo_.size());
  for (const Undo& undo : undo_) touched.push_back(undo.stream);
  std::sort(touched.begin(), touched.end(),
            [](const Id& a, const Id& b) { return a.bytes < b.bytes; });
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  return transact([&] {
    Status put = database_.put_totals(totals_);
    if (put.ok() && appended) put = database_.put_file(row);
    for (const Id& stream : touched) {
      if (put.ok()) put = database_.put_stream(stream, streams_[stream]);
    }
    return put;
  });
}

Status Store::transact(const std::function<Status()>& write) {
  Status status = database_.begin();
  if (status.ok()) status = write();
  if (!status.ok()) {
    database_.rollback();
    return status;
  }
  return database_.commit();
}

Status Store::save_totals() {
  return transact([this] { return database_.put_totals(totals_); });
}

Status Store::maintain() {
  const std::int64_t now = options_.now_ms();
  Status status = make_ready();
  if (status.ok()) status = save_totals();
  if (status.ok()) status = forget_streams(now);
  if (status.ok() && options_.retention.count() != 0) status = remove_expired_files(now);
  return status;
}

Status Store::forget_streams(std::int64_t now) {
  Totals totals = totals_;
  std::vector<Id> forgotten;
  for (const auto& [stream, state] : streams_) {
    const std::int64_t unseen = now - state.last_seen_ms;
    const bool expired = unseen >= in_ms(options_.dedup_window);
    if (!expired && !(state.finished() && unseen >= in_ms(options_.forget_after))) continue;
    forgotten.push_back(stream);
    ++totals.forgotten_streams;
    totals.forgotten_missing += state.missing();
    state.add_drops_to(totals.forgotten_drops);
  }
  if (forgotten.empty()) return {};
  Status status = transact([&] {
    Status removed = database_.put_totals(totals);
    for (const Id& stream : forgotten) {
      if (removed.ok()) removed = database_.remove_stream(stream);
    }
    return removed;
  });
  if (!status.ok()) return status;
  for (const Id& stream : forgotten) streams_.erase(stream);
  totals_ = totals;
  return {};
}

Status Store::remove_expired_files(std::int64_t now) {
  // A file expires when its whole hour has expired.
  const std::string newest =
      EventFiles::name_of(now - in_ms(options_.retention) - in_ms(std::chrono::hours(1)));
  std::vector<std::string> expired;
  for (const auto& [name, row] : files_.rows()) {
    if (name <= newest) expired.push_back(name);
  }
  return remove_files(expired);
}

Status Store::remove_files(const std::vector<std::string>& names) {
  Status first;
  for (const std::string& name : names) {
    const Status status = files_.remove(name);
    if (first.ok()) first = status;
  }
  if (files_.removed().empty()) return first;
  const Status status = transact([this] {
    Status removed;
    for (const std::string& name : files_.removed()) {
      if (removed.ok()) removed = database_.remove_file(name);
    }
    return removed;
  });
  if (!status.ok()) return first.ok() ? status : first;
  files_.forget_removed();
  return first;
}

Status Store::read_page(const PageQuery& query, Bytes& page) {
  Status status = check_in_place();
  if (status.ok()) status = Eraser(files_, database_).finish();
  return status.ok() ? append_page(page, files_, query) : status;
}

Status Store::erase(const Id& installation, std::uint64_t& erased) {
  Eraser eraser(files_, database_);
  std::vector<FileRow> changed;
  Status status = make_ready();
  // The directory may also have lines of that installation that no commit knows of.
  if (status.ok()) status = files_.drop_uncommitted();
  if (!status.ok()) return status;
  status = eraser.rewrite(installation, changed, erased);
  if (status.ok()) status = commit_erasure(installation, changed);
  if (!status.ok()) {
    if (database_.settle().ok()) eraser.discard(changed);
    return status;
  }
  return eraser.finish();
}

Status Store::commit_erasure(const Id& installation, const std::vector<FileRow>& changed) {
  std::vector<StreamState*> theirs;
  const Status status = transact([&] {
    Status put;
    for (const FileRow& row : changed) {
      if (put.ok()) put = database_.put_file(row);
    }
    for (auto& [stream, state] : streams_) {
      if (!put.ok() || state.installation != installation) continue;
      StreamState nameless = state;
      nameless.installation = {};
      put = database_.put_stream(stream, nameless);
      theirs.push_back(&state);
    }
    return put;
  });
  if (!status.ok()) return status;
  for (const FileRow& row : changed) files_.committed(row);
  for (StreamState* state : theirs) state->installation = {};
  return {};
}

Status Store::reset() {
  Status status = make_ready();
  // A file that was begun has no row before its first commit.
  if (status.ok()) status = files_.drop_uncommitted();
  if (!status.ok()) return status;
  std::vector<std::string> names;
  for (const auto& [name, row] : files_.rows()) names.push_back(name);
  status = remove_files(names);
  if (status.ok()) status = transact([this] { return database_.clear(); });
  if (!status.ok()) return status;
  streams_.clear();
  totals_ = {};
  return {};
}

}  // namespace godwit::collector
