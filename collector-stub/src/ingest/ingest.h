// POST /v1/events: checks a request, stages its batch, and answers once it is committed.
//
// Group commit: batches that become ready in the same turns of the loop share one write and one
// transaction. A flush is posted after the ready work. If other batches joined meanwhile, the flush
// goes after the ready work again, but only a few times. So a lone client waits for nobody, and
// many clients share the cost.
// Threads: the loop's only.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/options.h"
#include "http/message.h"
#include "ingest/gunzip.h"
#include "ingest/keys.h"
#include "ingest/new_stream_limit.h"
#include "loop.h"
#include "store/store.h"
#include "wire/batch_parser.h"
#include "wire/error_reply.h"

namespace godwit::collector {

// The ending of a request that was stored; all but the first are scripted faults.
enum class Ending : std::uint8_t { reply, cut, half_reply };

// Receives reports about the requests of this endpoint.
class IngestObserver {
 public:
  virtual ~IngestObserver() = default;
  // Lifetime: the batch and the refusal are valid during the call.
  virtual void refused(const Batch& batch, const Refusal& refusal, std::int64_t received_ms) = 0;
  virtual void committed() = 0;
};

class Ingest final {
 public:
  // The operator's directives for replies: an object's text, or empty.
  using DirectivesText = std::function<std::string()>;

  // Lifetime: all references must outlive it.
  Ingest(const Options& options, Loop& loop, Store& store, Keys& keys, EventJudge& judge,
         IngestObserver& observer, DirectivesText directives);

  void handle(const ExchangePtr& exchange, Ending ending);
  // Commits and answers everything that is staged.
  void flush();

  // The id of the request's batch, read from the body if it is nowhere else; may be empty.
  [[nodiscard]] std::string batch_id_of(const Request& request);

 private:
  struct Pending {
    ExchangePtr exchange;
    Ending ending = Ending::reply;
    Reply reply;
    std::string batch;
  };

  // Each returns the error to answer the request with, if there is one.
  [[nodiscard]] std::optional<WireError> check_key(const Request& request);
  [[nodiscard]] std::optional<WireError> decode(const Request& request, std::string_view& text);
  [[nodiscard]] std::optional<WireError> accept(const Request& request);

  void keep(const ExchangePtr& exchange, Ending ending);
  [[nodiscard]] Reply make_reply() const;
  void post_flush();
  void flush_or_wait();

  const Options& options_;
  Loop& loop_;
  Store& store_;
  Keys& keys_;
  IngestObserver& observer_;
  DirectivesText directives_;

  Gunzip gunzip_;
  BatchParser parser_;
  NewStreamLimit new_streams_;
  // Reused for every request.
  Bytes decompressed_;
  Batch batch_;
  ParseFault fault_;
  StageOutcome outcome_;
  std::string key_;

  std::vector<Pending> group_;
  std::size_t group_size_seen_ = 0;
  int turns_ = 0;
  bool flush_posted_ = false;
};

}  // namespace godwit::collector
