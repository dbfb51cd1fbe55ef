// What a reply means for the batch that it answers.
#include <utility>

#include "delivery/uploader.h"

namespace godwit {
namespace {

// 2·log2(events) + 2 requests are enough to find one bad event and to see another one pass.
std::uint32_t splits_allowed(std::uint32_t events) {
  std::uint32_t allowed = 2;
  for (; events > 1; events /= 2) allowed += 2;
  return allowed;
}

}  // namespace

void Uploader::report_parts(DeliveryOutcome outcome, std::string_view message) {
  for (const BatchPart& part : batch_.parts()) {
    if (part.sequences.empty()) continue;
    DeliveryReport report;
    report.outcome = outcome;
    report.stream = leases_[part.lease].info.stream;
    report.first_sequence = part.sequences.front();
    report.last_sequence = part.sequences.back();
    report.count = static_cast<std::uint32_t>(part.sequences.size());
    report.message = message;
    report_(report);
  }
}

void Uploader::refuse(const Refusal& refusal) {
  for (const BatchPart& part : batch_.parts()) {
    if (part.section != refusal.section) continue;
    for (std::uint64_t sequence : part.sequences) {
      if (sequence != refusal.sequence) continue;
      DeliveryReport report;
      report.outcome = DeliveryOutcome::dropped;
      report.reason = DropReason::refused;
      report.stream = leases_[part.lease].info.stream;
      report.first_sequence = report.last_sequence = sequence;
      report.count = 1;
      report.code = refusal.code;
      report.pointer = refusal.pointer;
      report.message = refusal.message;
      queue_.drop(report.stream, sequence, DropReason::refused);
      Counters::add(counters_.dropped[static_cast<std::size_t>(DropReason::refused)], 1);
      report_(report);
      return;
    }
  }
}

// Takes the batch's events out of a segment: all of it, or what it held beside them is kept.
void Uploader::resolve(const BatchPart& part) {
  const LeasedSegment& leased = leases_[part.lease];
  if (part.whole) {
    queue_.erase(leased.info.id);
    return;
  }
  SegmentReader reader;
  if (!reader.open(leased.body.view())) return;
  SegmentBuilder rest;
  rest.begin(leased.info.id, reader.opening(), reader.priority(), reader.context(),
             leased.info.stored_at_ms);
  std::size_t resolved = 0;
  std::uint64_t sequence = 0;
  std::string_view event;
  while (reader.next(sequence, event)) {
    if (resolved < part.sequences.size() && part.sequences[resolved] == sequence) {
      ++resolved;
    } else {
      rest.add(sequence, event);
    }
  }
  if (rest.info().event_count == 0) {
    queue_.erase(leased.info.id);
    return;
  }
  const SegmentPut put = rest.finish();
  Bytes body;
  body.append(put.body);
  queue_.replace(put.info, std::move(body));
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

void Uploader::accept(WireReply& reply) {
  note_announced();
  report_parts(DeliveryOutcome::sent, {});
  for (const Refusal& refusal : reply.refused) refuse(refusal);
  for (const BatchPart& part : batch_.parts()) resolve(part);
  const std::uint64_t refused =
      reply.refused.size() < batch_.events() ? reply.refused.size() : batch_.events();
  Counters::add(counters_.delivered, batch_.events() - refused);
  Counters::add(counters_.duplicates, reply.duplicates);

  if (reply.has_directives) {
    flush_interval_ms_ = reply.directives.flush_interval_ms != 0
                             ? reply.directives.flush_interval_ms
                             : limits_.flush_interval.count();
    directives_end_ms_ = reply.directives.expires_ms;
    recorder_.set_directives(std::move(reply.directives));
  }
  if (retry_.attempts != 0) {
    retry_ = RetryState();
    queue_.journal().set(stored::kRetry, {});
    queue_.commit(false);  // A process that dies now must not leave the next one a wait.
  }
  succeeding_ = true;
  splits_ = 0;
  if (confirming_) suspects_.erase(0);  // It passed: it was not at fault.
  confirming_ = !suspects_.empty();
  if (events_max_ < limits_.batch_events_max) events_max_ *= 2;
  if (events_max_ > limits_.batch_events_max) events_max_ = limits_.batch_events_max;
  malformed_ = malformed_ && (events_max_ < limits_.batch_events_max || !suspects_.empty());
  other_passed_ = malformed_;
  settle();
}

void Uploader::drop_single(DropReason reason, std::string_view message) {
  const BatchPart& part = batch_.parts().front();
  DeliveryReport report;
  report.outcome = DeliveryOutcome::dropped;
  report.reason = reason;
  report.stream = leases_[part.lease].info.stream;
  report.first_sequence = report.last_sequence = part.sequences.front();
  report.count = 1;
  report.message = message;
  queue_.drop(report.stream, report.first_sequence, reason);
  Counters::add(counters_.dropped[static_cast<std::size_t>(reason)], 1);
  resolve(part);
  report_(report);
}

// 400 and 413: the batch is halved until what is at fault stands alone. An event is dropped as
// poisonous only once another one has passed since; one that is too large is what the collector
// says it is.
void Uploader::split(const WireReply& reply, bool poison) {
  const std::uint32_t events = batch_.events();
  if (splits_ == 0) splits_allowed_ = splits_allowed(events);
  malformed_ = malformed_ || poison;
  if (++splits_ > splits_allowed_ || events == 0) {
    splits_ = 0;
    suspects_.clear();
    confirming_ = false;
    malformed_ = other_passed_ = false;
    events_max_ = limits_.batch_events_max;
    fail(reply);
    return;
  }
  if (events > 1) {
    events_max_ = events / 2;
  } else if (!poison) {
    if (reply.verdict != Verdict::too_large) {
      fail(reply);
      return;
    }
    drop_single(DropReason::too_large, reply.message);
  } else if (other_passed_) {
    drop_single(DropReason::poisonous, reply.message);
    if (confirming_) suspects_.erase(0);
    confirming_ = false;
  } else {
    const BatchPart& part = batch_.parts().front();
    suspects_.push_back(
        {leases_[part.lease].info.id, leases_[part.lease].info.stream, part.sequences.front()});
  }
  settle();
}

void Uploader::fail(const WireReply& reply) {
  if (succeeding_ || retry_.attempts == 0) ++retry_.attempts;
  succeeding_ = false;
  const std::int64_t delay =
      retry_delay_ms(retry_.attempts, reply.retry_after_ms, prng_.next(), limits_);
  retry_.not_before_ms = now_ms() + delay;
  store_retry();
  ports_.transport.forget_connection();
  report_parts(DeliveryOutcome::will_retry, reply.message);
  Bytes line;
  line.append("delivery failed, next attempt in ");
  line.append_decimal(static_cast<std::uint64_t>(delay));
  line.append(" ms: ");
  line.append(reply.message);
  ports_.log.log(LogLevel::warning, line.view());
  settle();
}

void Uploader::refuse_key() {
  succeeding_ = false;
  retry_.key_refused = 1;
  retry_.not_before_ms = now_ms() + limits_.key_retry_delay.count();
  store_retry();
  report_parts(DeliveryOutcome::will_retry, "the collector refused the write key");
  ports_.log.log(LogLevel::error,
                 "the collector refused the write key; set_key() with a valid one");
  settle();
}

void Uploader::go() {
  succeeding_ = false;
  retry_.gone = 1;
  store_retry();
  recorder_.set_gate(Gate::gone);
  ports_.log.log(LogLevel::error,
                 "the collector takes no more events (410); change the endpoint or the key");
  settle();
}

}  // namespace godwit
