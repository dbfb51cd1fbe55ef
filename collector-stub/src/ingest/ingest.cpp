#include "ingest/ingest.h"

#include <utility>

#include "http/query.h"
#include "ingest/stored_address.h"

namespace godwit::collector {
namespace {

// The number of turns for which a growing group may wait before its commit.
constexpr int kTurnsMax = 4;
constexpr std::uint64_t kOverloadedRetryMs = 10'000;
constexpr std::uint64_t kStorageRetryMs = 5'000;

bool is_gzip(std::string_view coding) {
  // RFC 9110, section 8.4.1.3: x-gzip means gzip; names are case-insensitive.
  std::string lower;
  for (char c : coding) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return lower == "gzip" || lower == "x-gzip";
}

void append_refusal(Bytes& out, const Refusal& refusal) {
  out.append("{\"section\":");
  out.append_decimal(refusal.section);
  out.append(',');
  append_refusal_members(out, refusal);
  out.append('}');
}

}  // namespace

Ingest::Ingest(const Options& options, Loop& loop, Store& store, Keys& keys, EventJudge& judge,
               IngestObserver& observer, DirectivesText directives)
    : options_(options),
      loop_(loop),
      store_(store),
      keys_(keys),
      observer_(observer),
      directives_(std::move(directives)),
      gunzip_(options.limits),
      parser_(options.limits, &judge),
      new_streams_(options.limits.new_streams_per_minute_max) {}

void Ingest::handle(const ExchangePtr& exchange, Ending ending) {
  const Request& request = exchange->request();
  batch_.clear();
  std::optional<WireError> error = check_key(request);
  std::string_view text;
  if (!error) error = decode(request, text);
  if (!error && !parser_.parse(text, batch_, fault_)) {
    error = WireError{.status = 400,
                      .code = fault_.unsupported_version ? "unsupported_version" : "malformed",
                      .message = fault_.message,
                      .pointer = fault_.pointer,
                      .names_versions = fault_.unsupported_version};
  }
  if (!error) error = accept(request);
  if (error) return exchange->reply(error_reply(request, *error, batch_.id));
  keep(exchange, ending);
}

std::optional<WireError> Ingest::check_key(const Request& request) {
  constexpr std::string_view kBearer = "Bearer ";
  key_.clear();
  if (request.authorization.starts_with(kBearer)) {
    key_ = request.authorization.substr(kBearer.size());
  } else if (auto from_query = query_value(request.query, "k")) {
    key_ = std::move(*from_query);
  }
  switch (keys_.check(key_)) {
    case KeyState::good:
      return std::nullopt;
    case KeyState::disabled:
      return WireError{.status = 403,
                       .code = "forbidden_key",
                       .message = "The write key is switched off; ask the operator for another."};
    case KeyState::unknown:
      break;
  }
  return WireError{.status = 401,
                   .code = "unknown_key",
                   .message =
                       "The write key is unknown; send it as Authorization: Bearer KEY, or "
                       "as ?k=KEY."};
}

std::optional<WireError> Ingest::decode(const Request& request, std::string_view& text) {
  const auto from_query = query_value(request.query, "z");
  std::string_view coding = request.content_encoding;
  if (coding.empty() && from_query) coding = *from_query;
  if (coding.empty() || coding == "identity") {
    text = request.body;
    return std::nullopt;
  }
  if (!is_gzip(coding)) {
    return WireError{.status = 415,
                     .code = "unsupported_encoding",
                     .message = "This collector reads gzip and uncompressed bodies only."};
  }
  switch (gunzip_.run(request.body, decompressed_)) {
    case GunzipResult::done:
      break;
    case GunzipResult::not_gzip:
      return WireError{.message = "The body is announced as gzip and is not whole gzip data."};
    case GunzipResult::too_large:
      return WireError{.status = 413,
                       .code = "too_large",
                       .message =
                           "The body decompresses to more than this collector takes; send "
                           "smaller batches."};
  }
  text = decompressed_.view();
  return std::nullopt;
}

std::optional<WireError> Ingest::accept(const Request& request) {
  const std::size_t fresh = store_.count_new_streams(batch_);
  const std::uint64_t wait_ms =
      new_streams_.take(store_.received_ms(), fresh, key_, request.peer->address);
  if (wait_ms != 0) {
    return WireError{.status = 429,
                     .code = "slow_down",
                     .message = "Too many new streams in this minute.",
                     .retry_after_ms = wait_ms};
  }
  if (!store_.stage(batch_, stored_address(request.peer->address, options_.ip), outcome_)) {
    return WireError{.status = 503,
                     .code = "overloaded",
                     .message = "A stream has too many gaps; send its oldest events first.",
                     .retry_after_ms = kOverloadedRetryMs};
  }
  for (const Refusal& refusal : outcome_.refusals) {
    observer_.refused(batch_, refusal, store_.received_ms());
  }
  return std::nullopt;
}

Reply Ingest::make_reply() const {
  Reply reply;
  Bytes& out = reply.body;
  out.append("{\"godwit\":1,\"batch\":\"");
  out.append(batch_.id);
  out.append("\",\"accepted\":");
  out.append_decimal(outcome_.accepted);
  out.append(",\"duplicates\":");
  out.append_decimal(outcome_.duplicates);
  out.append(",\"refused\":[");
  for (std::size_t index = 0; index < outcome_.refusals.size(); ++index) {
    if (index != 0) out.append(',');
    append_refusal(out, outcome_.refusals[index]);
  }
  out.append(']');
  const std::string directives = directives_();
  if (!directives.empty()) {
    out.append(",\"directives\":");
    out.append(directives);
  }
  out.append('}');
  add_cors(reply);
  return reply;
}

void Ingest::keep(const ExchangePtr& exchange, Ending ending) {
  group_.push_back({exchange, ending, make_reply(), std::string(batch_.id)});
  if (store_.group_full()) return flush();
  post_flush();
}

void Ingest::post_flush() {
  if (flush_posted_) return;
  flush_posted_ = true;
  group_size_seen_ = group_.size();
  turns_ = 0;
  loop_.post([this] { flush_or_wait(); });
}

void Ingest::flush_or_wait() {
  if (group_.size() > group_size_seen_ && turns_ < kTurnsMax) {
    group_size_seen_ = group_.size();
    ++turns_;
    return loop_.post([this] { flush_or_wait(); });
  }
  flush_posted_ = false;
  flush();
}

void Ingest::flush() {
  const Status status = store_.commit();
  std::vector<Pending> group = std::move(group_);
  group_.clear();
  group_size_seen_ = 0;
  if (group.empty()) return;
  if (!status.ok() && options_.log != nullptr) options_.log->log(LogLevel::error, status.message());
  for (Pending& pending : group) {
    if (!status.ok()) {
      const WireError error{.status = 503,
                            .code = "storage",
                            .message =
                                "The collector cannot store the batch now; send it again later. "
                                "Its log says why.",
                            .retry_after_ms = kStorageRetryMs};
      pending.exchange->reply(error_reply(pending.exchange->request(), error, pending.batch));
    } else if (pending.ending == Ending::cut) {
      pending.exchange->cut();
    } else if (pending.ending == Ending::half_reply) {
      pending.exchange->reply_half(std::move(pending.reply));
    } else {
      pending.exchange->reply(std::move(pending.reply));
    }
  }
  observer_.committed();
}

std::string Ingest::batch_id_of(const Request& request) {
  std::string outside = outside_batch_id(request);
  if (!outside.empty()) return outside;
  std::string_view text;
  if (decode(request, text)) return {};
  // A batch that cannot be read to its end may still contain its id.
  (void)parser_.parse(text, batch_, fault_);
  return std::string(batch_.id);
}

}  // namespace godwit::collector
