// Wire protocol, version 1: how a batch is written and how a reply is read. docs/protocol.md.
//
// Knows bytes and meanings; what follows from a verdict is the uploader's business.
// Threads: none.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/list.h"
#include "delivery/directives.h"
#include "godwit/ports/clock.h"
#include "godwit/ports/transport.h"
#include "queue/stream_ledger.h"
#include "queue/stream_opening.h"

namespace godwit {

inline constexpr std::size_t kBatchIdLength = 16;

struct SectionHeader {
  StreamOpening opening;
  std::int64_t opened_ago_ms = 0;
  bool wall_clock = false;  // opened_ago_ms had to be taken from the wall clock.
  std::uint64_t acked_below = 0;
  std::uint64_t last_accepted = 0;
  bool final = false;
  std::span<const DroppedInterval> dropped;
  std::string_view context;  // Empty: an empty object.
};

// Writes a body, section by section.
class WireV1Body {
 public:
  // Lifetime: `out` outlives the writer. What it held is lost.
  explicit WireV1Body(Bytes& out);

  void begin_section(const SectionHeader& header);
  void add_event(std::uint64_t sequence, std::string_view event);
  void end_section();
  // Completes the body; `id` is 16 hexadecimal digits that depend on the events alone.
  void end(std::span<char, kBatchIdLength> id);

 private:
  void mix(std::uint64_t word);

  Bytes* out_;
  std::uint64_t hash_ = 0xCBF29CE484222325u;  // FNV-1a's offset basis, over words.
  std::uint64_t next_sequence_ = 0;
  bool first_section_ = true;
  bool first_item_ = true;
};

// How native clients and browsers say who they are (docs/protocol.md).
enum class WireForm : std::uint8_t { headers, cors_simple };

// The request around a body. Lifetime: refers to its own memory, and to body and id.
class WireV1Request {
 public:
  WireV1Request(WireForm form, int gzip_level) : form_(form), gzip_level_(gzip_level) {}
  // Lifetime: the result is valid until the next call.
  const HttpRequest& make(std::string_view endpoint, std::string_view key, std::string_view id,
                          std::string_view body);

 private:
  WireForm form_;
  int gzip_level_;
  Bytes url_;
  Bytes authorization_;
  std::array<HttpHeader, 3> headers_;
  HttpRequest request_;
};

enum class Verdict : std::uint8_t {
  accepted,     // Ours: every event was stored, or stored before, or is refused by name.
  malformed,    // Ours, 400: something in the batch cannot be read.
  too_large,    // Ours, 413.
  foreign_413,  // Not ours, but smaller requests may pass.
  key_refused,  // Ours, 401 or 403.
  gone,         // Ours, 410.
  failed,       // Everything else: try again later.
};

struct Refusal {
  std::uint64_t section = 0;
  std::uint64_t sequence = 0;
  std::string_view code;
  std::string_view pointer;
  std::string_view message;
};

// What a reply says. Lifetime: views of the reply.
struct WireReply {
  Verdict verdict = Verdict::failed;
  std::uint64_t duplicates = 0;
  List<Refusal> refused;
  std::int64_t retry_after_ms = 0;
  bool has_directives = false;
  Directives directives;
  std::string_view message;  // For the log; may be empty.
};

// `now_ms` is the device's timeline.
[[nodiscard]] WireReply read_reply_v1(const HttpReply& reply, std::string_view batch_id,
                                      std::int64_t now_ms);

}  // namespace godwit
