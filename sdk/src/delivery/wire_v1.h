// Wire protocol, version 1: writes batches and reads replies. See docs/protocol.md.
//
// It knows bytes and meanings; the uploader acts on a verdict.
// Threads: none.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/json_reader.h"
#include "godwit/ports/transport.h"
#include "queue/stream_ledger.h"
#include "queue/stream_opening.h"

namespace godwit {

inline constexpr std::size_t kBatchIdLength = 16;

// The announcements of a section before its events, beside its stream's opening.
struct SectionHeader {
  std::int64_t opened_ago_ms = 0;
  bool wall_clock = false;  // opened_ago_ms had to be taken from the wall clock.
  std::uint64_t acked_below = 0;
  std::uint64_t last_accepted = 0;
  bool final = false;
  std::span<const DroppedInterval> dropped;  // Only those below acked_below.
  std::string_view context;                  // Empty: an empty object.
};

// Writes a body, section by section.
class WireV1Body {
 public:
  // Lifetime: `out` outlives the writer.
  explicit WireV1Body(Bytes& out) : out_(out) {}

  // Starts a new body. The buffer's old contents are lost.
  void begin();
  void begin_section(const StreamOpening& opening, const SectionHeader& header);
  void add_event(std::uint64_t sequence, std::string_view event);
  void end_section();
  // Completes the body. `id` is 16 hexadecimal digits that depend only on the events.
  void end(std::span<char, kBatchIdLength> id);

 private:
  void mix(std::uint64_t word);
  void separate();

  Bytes& out_;
  std::uint64_t hash_ = 0;
  std::uint64_t next_sequence_ = 0;
};

// The request around a body. Lifetime: refers to its own memory, and to body and id.
class WireV1Request {
 public:
  // Adds the key and the batch id to the URL or the headers.
  using Form = void (WireV1Request::*)(std::string_view key, std::string_view id);

  WireV1Request(Form form, int gzip_level) : form_(form) { request_.gzip_level = gzip_level; }
  // Lifetime: the result is valid until the next call.
  const HttpRequest& make(std::string_view endpoint, std::string_view key, std::string_view id,
                          std::string_view body);

  void in_headers(std::string_view key, std::string_view id);
  void in_url(std::string_view key, std::string_view id);

 private:
  Form form_;
  Bytes url_;
  Bytes authorization_;
  std::array<HttpHeader, 3> headers_;
  HttpRequest request_;
};

// The two forms of a request: native clients and browsers (docs/protocol.md). Only the form that
// some code names is linked.
struct WireForm {
  static constexpr WireV1Request::Form headers = &WireV1Request::in_headers;
  static constexpr WireV1Request::Form cors_simple = &WireV1Request::in_url;
};

enum class Verdict : std::uint8_t {
  accepted,     // Ours: every event is stored, or was before, or is refused by name.
  malformed,    // Ours, 400: a part of the batch cannot be read.
  too_large,    // Ours, 413.
  foreign_413,  // Not ours, but smaller requests may pass.
  key_refused,  // Ours, 401 or 403.
  gone,         // Ours, 410.
  failed,       // All other replies: try again later.
};

struct Refusal {
  std::uint64_t section = 0;
  std::uint64_t sequence = 0;
  std::string_view code;
  std::string_view pointer;
  std::string_view message;
};

// The contents of a reply. Lifetime: views of the reply.
struct WireReply {
  Verdict verdict = Verdict::failed;
  std::uint64_t duplicates = 0;
  std::int64_t retry_after_ms = 0;
  std::string_view message;     // For the log, as JSON text; empty only if it was accepted.
  std::string_view refused;     // A JSON array for RefusalReader; may be empty.
  std::string_view directives;  // A JSON object for read_directives(); may be empty.
};

[[nodiscard]] WireReply read_reply_v1(const HttpReply& reply, std::string_view batch_id);

// Reads a reply's refusals. Lifetime: views of the text.
class RefusalReader {
 public:
  explicit RefusalReader(std::string_view refused) : elements_(refused) {}
  // The next refusal; false after the last one.
  [[nodiscard]] bool next(Refusal& refusal);

 private:
  JsonElements elements_;
};

}  // namespace godwit
