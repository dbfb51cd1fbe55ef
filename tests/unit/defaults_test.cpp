// The values that a structure begins with. Adapters, applications and the core leave members out.
#include <algorithm>

#include "delivery/batch.h"
#include "delivery/directives.h"
#include "delivery/poison_search.h"
#include "delivery/retry_policy.h"
#include "delivery/send_policy.h"
#include "delivery/standstill.h"
#include "delivery/uploader.h"
#include "delivery/wire_v1.h"
#include "godwit/delivery.h"
#include "godwit/device.h"
#include "godwit/ports/clock.h"
#include "godwit/ports/event_store.h"
#include "godwit/ports/transport.h"
#include "godwit/schema.h"
#include "godwit/tracker.h"
#include "queue/commits.h"
#include "queue/staging_format.h"
#include "queue/staging_log.h"
#include "queue/stream_ledger.h"
#include "recorder.h"
#include "schema/schema_verdict.h"
#include "schema/validator.h"
#include "support/catch.h"

using namespace godwit;

namespace {

bool all_zero(std::initializer_list<std::uint64_t> numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](std::uint64_t n) { return n == 0; });
}

}  // namespace

TEST_CASE("defaults: values of the ports are empty, and say nothing", "[defaults]") {
  CHECK(MonotonicTime().ms == 0);
  CHECK(WallTime().ms == 0);
  CHECK(SegmentInfo() == SegmentInfo{0, Id(), 0, 0, 0, 0, 0, Priority::normal});
  CHECK_FALSE(StoreWrite().wait_for_disk);
  CHECK(HttpRequest().gzip_level == 0);
  const HttpReply reply;
  CHECK(reply.status == 0);
  CHECK(reply.retry_after_ms == 0);
  CHECK(all_zero({reply.bytes_sent, reply.bytes_received, reply.connections_opened}));
}

TEST_CASE("defaults: nothing is known of a device, and its application is in use", "[defaults]") {
  const DeviceConditions device;
  CHECK(device.network.kind == NetworkKind::unknown);
  CHECK_FALSE(device.network.saving_data);
  CHECK(device.power.battery_percent == -1);
  CHECK_FALSE(device.power.charging);
  CHECK_FALSE(device.power.saving);
  CHECK(device.app == AppState::foreground);
}

TEST_CASE("defaults: a receipt, a report and a schema's version count from nothing", "[defaults]") {
  CHECK(Receipt().ok());
  CHECK(Receipt().sequence == 0);
  const DeliveryReport report;
  CHECK(all_zero({report.first_sequence, report.last_sequence, report.count}));
  CHECK(SchemaVersion() == SchemaVersion{0, 0, 0});
  const Recorded recorded;
  CHECK(all_zero({recorded.sequence, recorded.generation}));
  const SchemaVerdict verdict;
  CHECK((verdict.holds() && verdict.offset == 0));
  CHECK(SchemaRefusal().offset == 0);
}

TEST_CASE("defaults: an uploader has no failure, no suspect, no directive and nothing to send",
          "[defaults]") {
  CHECK(UploaderOptions().gzip_level == 1);
  const RetryState retry;
  CHECK(all_zero({retry.attempts, retry.key_refused, retry.target_hash, retry.gone}));
  CHECK(retry.not_before_ms == 0);
  const PoisonSearch search;
  CHECK(search.state == SearchState::healthy);
  CHECK(all_zero({search.suspects, search.events_max, search.refusals_left}));
  const Directives directives;
  CHECK_FALSE(directives.in_force(0));
  CHECK(directives.expires_ms == 0);
  CHECK(directives.flush_interval_ms == 0);
  CHECK(directives.sampling_permille == kSamplingAllPermille);
  const SendConditions conditions;
  CHECK((conditions.now_ms == 0 && conditions.not_before_ms == 0));
  CHECK((conditions.flush_interval_ms == 0 && conditions.sent_ms == 0));
  CHECK_FALSE(conditions.switched_off);
  const Backlog backlog;
  CHECK(all_zero({backlog.events, backlog.bytes}));
  CHECK_FALSE((backlog.flush || backlog.parting));
  const Standing standing;
  CHECK(standing.state == Standstill::none);
  CHECK((standing.next_ms == 0 && standing.http_status == 0));
}

TEST_CASE("defaults: a batch and its parts are empty", "[defaults]") {
  const BatchBounds bounds;
  CHECK(all_zero({bounds.events_max, bounds.bytes_max, bounds.skipped}));
  CHECK_FALSE(bounds.only_suspect);
  const Suspect suspect;
  CHECK(all_zero({suspect.segment, suspect.sequence}));
  const BatchEvent event;
  CHECK(all_zero({event.lease, event.section, event.sequence}));
  const SectionHeader header;
  CHECK(header.opened_ago_ms == 0);
  CHECK(all_zero({header.acked_below, header.last_accepted}));
  CHECK_FALSE((header.final || header.wall_clock));
  const Refusal refusal;
  CHECK(all_zero({refusal.section, refusal.sequence}));
  const WireReply reply;
  CHECK(reply.verdict == Verdict::failed);
  CHECK((reply.duplicates == 0 && reply.retry_after_ms == 0));
}

TEST_CASE("defaults: a stream has accepted nothing, and its staging log has no record",
          "[defaults]") {
  const StreamEntry stream;
  CHECK(all_zero({stream.last_accepted, stream.drained, stream.dropped_version}));
  CHECK_FALSE((stream.changed || stream.end_announced));
  CHECK(DroppedInterval() == DroppedInterval{0, 0, 0});
  const StagedRecord record;
  CHECK(all_zero({record.sequence, record.begin, record.end, record.context}));
  const StagingRecovery recovery;
  CHECK_FALSE((recovery.found || recovery.torn));
  CHECK(all_zero({recovery.capacity, recovery.released, recovery.damaged_bytes}));
  const staging::Header header;
  CHECK(all_zero({header.capacity, header.reserved, header.crc}));
  CHECK((header.opened_monotonic_ms == 0 && header.opened_wall_ms == 0));
  const staging::RecordHeader of_record;
  CHECK(all_zero({of_record.crc, of_record.payload_crc, of_record.position, of_record.sequence,
                  of_record.payload_bytes, of_record.context}));
}

TEST_CASE("defaults: a write has all that was asked for, if nothing was", "[defaults]") {
  const StoreJournal::Outcome first{Status(), 0};
  CHECK(Commits().has_events(first));
  CHECK(Commits().has_step(first));
  CHECK(Commits().up_to() == 0);
  CHECK_FALSE(Commits().writing_events());
}
