#include "delivery/uploader.h"

#include <utility>

#include "base/crc32c.h"

namespace godwit {
namespace {

// Streams that have something to announce but no events ride along, this many at a time.
constexpr std::size_t kAnnouncementsMax = 16;

// A wall clock that was set wrong across a reboot must not make events look older than the
// collector remembers (its dedup window, 30 days by default): they would be refused.
constexpr std::int64_t kWallAgeMaxMs = 28ll * 24 * 3'600'000;

}  // namespace

Uploader::Uploader(const Ports& ports, const UploaderOptions& options, const Limits& limits,
                   Counters& counters, EventQueue& queue, Recorder& recorder)
    : queue_(queue),
      recorder_(recorder),
      limits_(limits),
      counters_(counters),
      ports_(ports),
      flush_interval_ms_(limits.flush_interval.count()),
      prng_(ports.entropy),
      request_(options.form, options.gzip_level) {
  search_.events_max = limits.batch_events_max;
  endpoint_.append(options.endpoint);
  key_.append(options.key);
}

std::int64_t Uploader::now_ms() const {
  return queue_.timeline().now_ms();
}

std::uint64_t Uploader::target_hash() const {
  return crc32c(key_.data(), key_.size(), crc32c(endpoint_.data(), endpoint_.size())) + 1ull;
}

void Uploader::restore(std::string_view stored_retry) {
  if (stored_retry.size() == sizeof failures_) {
    std::memcpy(&failures_, stored_retry.data(), sizeof failures_);
  }
  // The configuration changed: what was wrong with the old one says nothing of it.
  if (failures_.target_hash != target_hash()) failures_ = RetryState();
  const std::int64_t latest = now_ms() + retry_wait_max_ms(limits_);
  if (failures_.not_before_ms > latest) failures_.not_before_ms = latest;
}

void Uploader::adopt_retry(std::string_view stored_retry) {
  failures_ = RetryState();
  restore(stored_retry);
}

void Uploader::store_retry() {
  failures_.target_hash = target_hash();
  queue_.set_value(stored::kRetry, {reinterpret_cast<const char*>(&failures_), sizeof failures_});
}

void Uploader::journal_state() {
  if (failures_.attempts != 0 || failures_.key_refused != 0 || failures_.gone != 0) store_retry();
}

void Uploader::set_leaving(std::uint32_t bytes_max) {
  leaving_bytes_ = bytes_max;
  if (bytes_max == 0) undefer();
}

void Uploader::set_key(std::string_view key) {
  undefer();
  key_.assign(key);
  if (failures_.key_refused != 0 || failures_.gone != 0) {
    failures_.not_before_ms = 0;
    failures_.key_refused = 0;
    failures_.gone = 0;
    store_retry();
    queue_.commit(false);
  }
}

// --- When.

void Uploader::set_device(const DeviceConditions& device) {
  if (device.app != device_.app) parting_ = device.app != AppState::foreground;
  device_ = device;
}

void Uploader::note_network_activity() {
  radio_.note_app(now_ms());
  pump();
}

Backlog Uploader::backlog() const {
  Backlog backlog;
  for (std::uint32_t i = 0; i < kPriorityCount; ++i) {
    backlog.oldest_ms[i] = queue_.index().oldest_ms(static_cast<Priority>(i), kNever);
  }
  backlog.announce_ms = announce_since_ms_;
  backlog.events = queue_.index().events();
  backlog.bytes = queue_.index().bytes();
  backlog.flush = flush_;
  backlog.parting =
      parting_ && !queue_.writing();  // A segment that is being written cannot be sent.
  return backlog;
}

bool Uploader::owes_announcement() const {
  for (const StreamEntry& stream : queue_.ledger().entries()) {
    if (queue_.has_to_declare(stream)) return true;
  }
  return false;
}

bool Uploader::announcing() const {
  return enabled_ && owes_announcement() &&
         (state_ != State::idle || failures_.not_before_ms <= now_ms());
}

void Uploader::pump() {
  if (state_ != State::idle) return;
  if (announce_since_ms_ == kNever && owes_announcement()) announce_since_ms_ = now_ms();
  SendConditions conditions;
  conditions.now_ms = now_ms();
  conditions.not_before_ms = failures_.not_before_ms;
  conditions.switched_off = !enabled_ || failures_.gone != 0;
  conditions.flush_interval_ms =
      conditions.now_ms < directives_end_ms_ ? flush_interval_ms_ : limits_.flush_interval.count();
  conditions.device = device_;
  const Backlog queued = backlog();
  radio_.note_queued(queued.oldest_ms[static_cast<std::size_t>(Priority::normal)]);
  conditions.radio = radio_;
  conditions.sent_ms = sent_ms_;
  const SendDecision decision = decide(conditions, queued, limits_);
  counters_.waits_for.store(decision.reason, std::memory_order_relaxed);
  if (!decision.send) {
    if (std::exchange(claimed_, false)) ports_.transport.release();
    arm_timer(decision.at_ms);
    return;
  }
  arm_timer(kNever);
  reason_ = decision.reason;
  begin();
}

void Uploader::arm_timer(std::int64_t at_ms) {
  if (timer_ != 0 && timer_at_ms_ == at_ms) return;
  ports_.scheduler.cancel(timer_);
  timer_ = 0;
  timer_at_ms_ = at_ms;
  if (at_ms == kNever) return;
  timer_ = ports_.scheduler.run_at(queue_.timeline().monotonic(at_ms),
                                   Task::to<&Uploader::on_timer>(this));
}

void Uploader::on_timer() {
  timer_ = 0;
  pump();
}

// --- One attempt.

void Uploader::begin() {
  if (!claimed_ && !ports_.transport.claim(Task::to<&Uploader::on_claimed>(this))) {
    state_ = State::claiming;
    return;
  }
  claimed_ = true;
  if (queue_.expire()) {  // There is room, and callbacks may have called in.
    settle();
    return;
  }
  if (succeeding_) {
    begin_attempt();
  } else {
    record_attempt();
  }
}

// Much may have changed while others were sending.
void Uploader::on_claimed() {
  claimed_ = true;
  state_ = State::idle;
  pump();
}

void Uploader::record_attempt() {
  state_ = State::recording;
  failures_before_ = failures_;
  ++failures_.attempts;
  failures_.not_before_ms = now_ms() + retry_delay_ms(failures_.attempts, 0, prng_.next(), limits_);
  store_retry();
  attempt_ticket_ = queue_.commit(false);
}

void Uploader::note_written(std::uint64_t ticket) {
  if (state_ == State::recording && ticket >= attempt_ticket_) begin_attempt();
}

void Uploader::begin_attempt() {
  leased_ids_.clear();
  leases_.clear();
  batch_.clear();
  least_urgent_ = least_urgent();
  const bool foreground = device_.app == AppState::foreground;
  if (search_.alone() && !queue_.lease_one(suspects_.front().segment,
                                           foreground ? least_urgent_ : Priority::immediate)) {
    abandon_search();
  }
  if (search_.alone()) {
    leased_ids_.push_back(suspects_.front().segment);
  } else {
    const auto passed_over = static_cast<std::uint32_t>(suspects_.size());
    const std::uint32_t batches = leaving_bytes_ != 0 ? 2 : 1;  // One of them to be deferred.
    queue_.lease((search_.events_max + passed_over) * batches, bytes_max() * batches, least_urgent_,
                 leased_ids_);
  }
  const bool without_urgent =
      reason_ == SendReason::immediate && !search_.alone() && !leases_urgent();
  if (without_urgent || (leased_ids_.empty() && announce_since_ms_ == kNever)) {
    take_back_attempt();
    queue_.release_all();
    state_ = State::idle;  // Its events wait for a write, whose end calls pump().
    return;
  }
  read_leases();
}

bool Uploader::leases_urgent() const {
  if (leased_ids_.empty()) return false;
  const SegmentEntry* const first = queue_.index().find(leased_ids_[0]);
  return first != nullptr && first->info.priority == Priority::immediate;
}

// Segments that were drained a moment ago are still in memory; only the others are read. While the
// store reads, a write may take those in memory, so they are copied then.
void Uploader::read_leases() {
  std::uint32_t to_read = 0;
  for (std::uint64_t id : leased_ids_) {
    LeasedSegment& leased = leases_.emplace_back();
    leased.info.id = id;
    leased.body.append(queue_.waiting_body(id));
    if (leased.body.empty()) leased_ids_[to_read++] = id;
  }
  state_ = State::reading;
  if (to_read == 0) {
    take_leases();
    return;
  }
  leased_ids_.erase(to_read, leased_ids_.size() - to_read);
  ports_.store.read(leased_ids_, *this, EventStore::Done::to<&Uploader::on_read>(this));
}

void Uploader::on_segment(const SegmentInfo& info, std::string_view body) {
  for (LeasedSegment& leased : leases_) {
    if (leased.info.id == info.id) leased.body.append(body);
  }
}

void Uploader::on_read(const Status& status) {
  if (state_ == State::discarding) {
    settle();
    return;
  }
  if (!status.ok()) {
    if (status.code() == StatusCode::storage_corrupt) store_lost_();
    fail(status.message());
    return;
  }
  take_leases();
}

// Completes what is known of the leased segments; one without bytes, or with damaged ones, is lost.
void Uploader::take_leases() {
  for (std::size_t i = leases_.size(); i-- > 0;) {
    LeasedSegment& leased = leases_[i];
    const SegmentEntry* const entry = queue_.index().find(leased.info.id);
    if (entry != nullptr) leased.info = entry->info;
    if (leased.reader.open(leased.body.view())) continue;
    queue_.lose(leased.info.id);
    leases_.erase(i);
  }
  if (state_ == State::reading) {
    send();
  } else {
    settle();
  }
}

void Uploader::describe(const StreamOpening& opening, SectionHeader& header) {
  const MonotonicTime now = ports_.clock.monotonic();
  header.wall_clock = !(opening.boot == ports_.clock.boot_id());
  header.opened_ago_ms =
      header.wall_clock ? ports_.clock.wall().ms - opening.wall.ms : now.ms - opening.monotonic.ms;
  if (header.wall_clock && header.opened_ago_ms > kWallAgeMaxMs) {
    header.opened_ago_ms = kWallAgeMaxMs;
  }
  if (header.opened_ago_ms < 0) header.opened_ago_ms = 0;
  StreamEntry& stream = queue_.ledger().entry(opening);
  const bool current = stream.opening.stream == queue_.current().opening.stream;
  header.last_accepted = current ? recorder_.last_accepted() : stream.last_accepted;
  header.acked_below = queue_.acked_below(stream);
  header.final = queue_.finished(stream);
  header.dropped = stream.dropped_below(header.acked_below);
  announced_.push_back({opening.stream, header.acked_below, stream.dropped_version, header.final});
}

bool Uploader::announces(const Id& stream) const {
  for (const Announced& said : announced_) {
    if (said.stream == stream) return true;
  }
  return false;
}

void Uploader::announce_others() {
  std::size_t others = 0;
  for (const StreamEntry& stream : queue_.ledger().entries()) {
    if (others == kAnnouncementsMax) return;
    if (announces(stream.opening.stream)) continue;
    if (!queue_.has_to_declare(stream) && !queue_.finished(stream)) continue;
    batch_.add_section(stream.opening, {});
    ++others;
  }
}

void Uploader::send() {
  announced_.clear();
  batch_.form(leases_, {search_.events_max, bytes_max(), suspects_, search_.alone()});
  if (!search_.alone()) announce_others();
  batch_.finish();
  if (announced_.empty() || (batch_.events().empty() && !suspects_.empty())) {
    // Nothing but suspects, or nothing at all: no other event can show whether these are at fault.
    announce_since_ms_ = kNever;
    const bool only_suspects = search_.state == SearchState::suspecting;
    abandon_search();
    if (only_suspects) {
      fail("the collector answers 400 to every event");
    } else {
      take_back_attempt();
      settle();
    }
    return;
  }
  // While the store was asked, the network has gone, or only immediate events may be sent any more.
  if (device_.network.kind == NetworkKind::none || least_urgent() < least_urgent_) {
    take_back_attempt();
    settle();
    return;
  }
  if (leaving_bytes_ != 0 && !search_.alone()) defer_rest();
  state_ = State::sending;
  sent_ms_ = now_ms();
  radio_.note_request(sent_ms_);
  parting_ = false;
  Counters::add(counters_.requests, 1);
  Counters::add(counters_.requests_for[static_cast<std::size_t>(reason_)], 1);
  ports_.transport.send(request_.make(endpoint_.view(), key_.view(), batch_.id(), batch_.body()),
                        Transport::Done::to<&Uploader::on_reply>(this));
}

// Hands over the events after the batch, in case no page is left to send them. They may go twice.
void Uploader::defer_rest() {
  const std::uint32_t announced = announced_.size();
  Batch rest(DescribeSection::to<&Uploader::describe>(this));
  rest.form(leases_, {search_.events_max, bytes_max(), suspects_, false, batch_.events().size()});
  rest.finish();
  // Nobody will say whether it was heard.
  announced_.erase(announced, announced_.size() - announced);
  ports_.transport.defer(request_.make(endpoint_.view(), key_.view(), rest.id(),
                                       rest.events().empty() ? std::string_view() : rest.body()));
}

void Uploader::on_reply(const HttpReply& reply) {
  undefer();  // There is somebody to send it, in its time.
  reply_ms_ = now_ms() - sent_ms_;
  Counters::add(counters_.connections, reply.connections_opened);
  Counters::add(counters_.bytes_sent, reply.bytes_sent);
  Counters::add(counters_.bytes_received, reply.bytes_received);
  if (state_ == State::discarding) {
    settle();
    return;
  }
  const WireReply read = read_reply_v1(reply, batch_.id());
  if (read.verdict != Verdict::accepted) Counters::add(counters_.requests_failed, 1);
  switch (read.verdict) {
    case Verdict::accepted:
      accept(read);
      break;
    case Verdict::key_refused:
      refuse_key(reply.status);
      break;
    case Verdict::gone:
      switch_off();
      break;
    default:
      search(read);
  }
}

// Nothing went out: it was no attempt.
void Uploader::take_back_attempt() {
  if (succeeding_) return;
  failures_ = failures_before_;
  store_retry();
}

// From here on a callback may call any function of the engine. The reports need the leases' copies.
void Uploader::begin_telling() {
  queue_.release_all();
  state_ = State::telling;
}

// Back to rest. The engine decides anew, so nothing may follow in the functions that call this.
void Uploader::settle() {
  begin_telling();
  for (const DeliveryReport& report : drops_) report_(report);
  drops_.clear();
  leases_.clear();
  state_ = State::idle;
  settled_();
}

void Uploader::cancel() {
  undefer();
  if (state_ == State::recording || state_ == State::reading) take_back_attempt();
  if (state_ == State::recording) state_ = State::idle;
  if (state_ == State::sending) ports_.transport.cancel();
  if (state_ == State::sending || state_ == State::reading) state_ = State::discarding;
  abandon_search();
  search_.refusals_left = 0;
  queue_.release_all();
}

}  // namespace godwit
