// Applies a reply to the batch that it answers.
#include <utility>

#include "delivery/uploader.h"

namespace godwit {
void Uploader::report_parts(DeliveryOutcome outcome, std::string_view message) {
  std::span<const BatchEvent> part;
  for (std::size_t at = 0; at < batch_.events().size(); at += part.size()) {
    part = batch_.part(at);
    DeliveryReport report;
    report.outcome = outcome;
    report.stream = leases_[part.front().lease].info.stream;
    report.first_sequence = part.front().sequence;
    report.last_sequence = part.back().sequence;
    report.count = static_cast<std::uint32_t>(part.size());
    report.message = message;
    report_(report);
  }
}

// Declares and counts the drop of an event; settle() reports it.
void Uploader::drop(const BatchEvent& event, DropReason reason, const Refusal& why) {
  drops_.push_back({DeliveryOutcome::dropped, reason, leases_[event.lease].info.stream,
                    event.sequence, event.sequence, 1, why.code, why.pointer, why.message});
  queue_.declare(drops_.back());
}

// The event of the batch that the collector refused; null if there is no such event.
const BatchEvent* Uploader::find(const Refusal& refusal) const {
  for (const BatchEvent& event : batch_.events()) {
    if (event.section == refusal.section && event.sequence == refusal.sequence) return &event;
  }
  return nullptr;
}

// Takes the batch's events out of a segment: all of it, or what it held beside them is kept.
void Uploader::resolve(std::span<const BatchEvent> part) {
  LeasedSegment& leased = leases_[part.front().lease];
  const bool whole = part.size() == leased.info.event_count;
  if (whole || !store_rest(leased, part)) queue_.erase(leased.info.id);
}

// Returns false if the segment has no other events.
bool Uploader::store_rest(LeasedSegment& leased, std::span<const BatchEvent> part) {
  SegmentReader& reader = leased.reader;
  SegmentBuilder rest;
  rest.begin(leased.info.id, reader.opening(), reader.priority(), reader.context(),
             leased.info.staged_at_ms);
  std::size_t resolved = 0;
  std::uint64_t sequence = 0;
  std::string_view event;
  while (reader.next(sequence, event)) {
    if (resolved < part.size() && part[resolved].sequence == sequence) {
      ++resolved;
    } else {
      rest.add(sequence, event);
    }
  }
  if (rest.info().event_count == 0) return false;
  queue_.replace(rest.info(), rest.take());
  return true;
}

void Uploader::resolve_all() {
  std::span<const BatchEvent> part;
  for (std::size_t at = 0; at < batch_.events().size(); at += part.size()) {
    part = batch_.part(at);
    resolve(part);
  }
}

// The collector has heard what the batch announced.
void Uploader::note_announced() {
  for (const Announced& said : announced_) {
    StreamEntry* const stream = queue_.ledger().find(said.stream);
    if (stream == nullptr) continue;
    if (said.final) {
      queue_.forget_stream(said.stream);
    } else if (stream->dropped_version == said.dropped_version && !stream->dropped.empty()) {
      stream->forget_dropped(said.acked_below);
    }
  }
  announce_since_ms_ = kNever;
}

void Uploader::accept(const WireReply& reply) {
  note_announced();
  std::uint64_t delivered = batch_.events().size();
  RefusalReader refusals(reply.refused);
  Refusal refusal;
  while (delivered != 0 && refusals.next(refusal)) {
    const BatchEvent* const refused = find(refusal);
    if (refused == nullptr) continue;
    drop(*refused, DropReason::refused, refusal);
    --delivered;
  }
  resolve_all();
  Counters::add(counters_.delivered, delivered);
  Counters::add(counters_.duplicates, reply.duplicates);

  Directives directives;
  if (read_directives(reply.directives, now_ms(), directives)) {
    flush_interval_ms_ = directives.flush_interval_ms != 0 ? directives.flush_interval_ms
                                                           : limits_.flush_interval.count();
    directives_end_ms_ = directives.expires_ms;
    recorder_.set_directives(std::move(directives));
  }
  if (failures_.attempts != 0) {
    failures_ = RetryState();
    queue_.set_value(stored::kRetry, {});
    queue_.commit(false);  // A process that dies now must not leave the next one a wait.
  }
  succeeding_ = true;
  advance_search(Verdict::accepted);
  begin_telling();
  report_parts(DeliveryOutcome::sent, {});
  settle();
}

SearchEffect Uploader::advance_search(Verdict answer) {
  const SearchStep step =
      advance(search_, answer, batch_.events().size(), limits_.batch_events_max);
  if (step.effect == SearchEffect::suspect) {
    const BatchEvent& only = batch_.events().front();
    suspects_.push_back({leases_[only.lease].info.id, only.sequence});
  }
  search_ = step.next;
  suspects_.erase(0, suspects_.size() - search_.suspects);
  return step.effect;
}

void Uploader::abandon_search() {
  search_ = abandon(search_);
  suspects_.clear();
}

void Uploader::search(const WireReply& reply) {
  const SearchEffect effect = advance_search(reply.verdict);
  if (effect == SearchEffect::back_off) {
    fail(reply.message, reply.retry_after_ms);
    return;
  }
  if (effect == SearchEffect::drop) {
    Refusal why;
    why.message = reply.message;
    const bool malformed = reply.verdict == Verdict::malformed;
    drop(batch_.events().front(), malformed ? DropReason::poisonous : DropReason::too_large, why);
    resolve_all();
  }
  settle();
}

void Uploader::fail(std::string_view message, std::int64_t retry_after_ms) {
  if (succeeding_ || failures_.attempts == 0) ++failures_.attempts;
  succeeding_ = false;
  failures_.key_refused = 0;
  const std::int64_t delay =
      retry_delay_ms(failures_.attempts, retry_after_ms, prng_.next(), limits_);
  failures_.not_before_ms = now_ms() + delay;
  store_retry();
  ports_.transport.forget_connection();
  begin_telling();
  report_parts(DeliveryOutcome::will_retry, message);
  Bytes line;
  line.append("delivery failed, next attempt in ");
  line.append_decimal(static_cast<std::uint64_t>(delay));
  line.append(" ms: ");
  line.append(message);
  ports_.log.log(LogLevel::warning, line.view());
  settle();
}

void Uploader::refuse_key(int status) {
  succeeding_ = false;
  failures_.key_refused = static_cast<std::uint32_t>(status);
  failures_.not_before_ms = now_ms() + limits_.key_retry_delay.count();
  store_retry();
  begin_telling();
  constexpr std::string_view kMessage =
      "the collector refused the write key; set_key() with a valid one";
  report_parts(DeliveryOutcome::will_retry, kMessage);
  ports_.log.log(LogLevel::error, kMessage);
  settle();
}

void Uploader::switch_off() {
  succeeding_ = false;
  failures_.gone = 1;
  store_retry();
  settle();
}

}  // namespace godwit
