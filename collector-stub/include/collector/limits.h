// Every bound of the collector, with its unit and the result at the limit.
//
// The defaults suit a public endpoint on a small machine. Tests set small values to reach a limit
// quickly. The command line sets the limits that operators need (docs/collector.md).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace godwit::collector {

struct Limits {
  // Requests. Beyond these: 413 too_large, and the connection is closed.
  std::size_t body_bytes_max = 4u << 20;           // As sent, before decompression.
  std::size_t decompressed_bytes_max = 16u << 20;  // After decompression.
  // The factor by which a body may grow, once it is larger than `ratio_free_bytes`. Real events
  // stay below 50; DEFLATE can reach 1,032.
  std::size_t decompressed_ratio_max = 200;
  std::size_t ratio_free_bytes = 4u << 20;

  std::uint32_t json_depth_max = 64;         // 400 malformed.
  std::size_t sections_max = 4'096;          // 400 malformed.
  std::size_t event_bytes_max = 256u << 10;  // Only the event is refused, as too_large.
  std::size_t name_bytes_max = 256;          // Only the event is refused, as invalid_name.
  // A longer JSON pointer into an event is cut to an enclosing place.
  std::size_t refusal_pointer_bytes_max = 1'024;

  // Connections.
  std::uint32_t header_bytes_max = 16u << 10;     // 431 headers_too_large, and close.
  std::chrono::milliseconds header_time{10'000};  // 408 timeout, and close.
  std::chrono::milliseconds body_time{30'000};    // 408 timeout, and close.
  std::chrono::milliseconds reply_time{30'000};   // A client that does not read is disconnected.
  std::chrono::milliseconds idle_time{600'000};   // Closed without a reply.
  std::chrono::milliseconds linger_time{2'000};   // Time for a client to read a last reply.
  std::size_t connections_max = 1'024;            // 503 overloaded, and close.

  // Streams.
  std::size_t stream_intervals_max = 1'024;          // 503 overloaded; see StreamState.
  std::uint32_t new_streams_per_minute_max = 6'000;  // For each key, and for each address: 429.

  // Batches that are committed together; a larger group is committed at once.
  std::size_t group_bytes_max = 8u << 20;

  std::size_t schema_pack_bytes_max = 64u << 20;  // A larger pack is not loaded.

  // The operator's endpoints. Beyond these: 400, unless noted.
  std::size_t operator_body_bytes_max = 1u << 20;  // 413.
  std::size_t fault_rules_max = 64;
  std::chrono::milliseconds fault_delay_max{600'000};
  std::size_t inspect_events_default = 1'000;        // Lines of a page.
  std::size_t inspect_events_max = 100'000;          // Higher values are cut to this.
  std::size_t inspect_page_bytes_max = 64u << 20;    // A page ends early here.
  std::size_t inspect_streams_max = 100'000;         // Lines of /inspect/streams.
  std::size_t inspect_gaps_max = 100;                // Gaps and drops shown of one stream.
  std::size_t refusals_kept_max = 1'000;             // Older ones are forgotten.
  std::size_t waiters_max = 256;                     // 503.
  std::chrono::milliseconds wait_time_max{600'000};  // Longer times are cut to this.
};

}  // namespace godwit::collector
