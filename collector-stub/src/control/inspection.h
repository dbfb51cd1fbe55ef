// Answers testers' questions: counts, streams with their gaps, stored events, recent refusals,
// "wait until".
//
// It reads only committed state, so its answers survive a crash.
// Threads: the loop's only. Reading a page of events blocks the loop; pages are bounded.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "collector/options.h"
#include "control/operator_reply.h"
#include "control/waiters.h"
#include "http/message.h"
#include "ingest/ingest.h"
#include "loop.h"
#include "store/store.h"

namespace godwit::collector {

class Inspection final : public IngestObserver {
 public:
  // Lifetime: all three must outlive it.
  Inspection(const Options& options, Loop& loop, Store& store);

  // GET /inspect/…
  [[nodiscard]] Reply summary() const;
  [[nodiscard]] Reply streams() const;
  [[nodiscard]] Reply events(const Request& request);
  [[nodiscard]] Reply refusals() const;
  void wait(const ExchangePtr& exchange);

  // Called after everything was wiped.
  void forget();
  // Called before the loop ends.
  void drop_waiters() { waiters_.clear(); }

  void refused(const Batch& batch, const Refusal& refusal, std::int64_t received_ms) override;
  void committed() override;

 private:
  [[nodiscard]] Bytes summary_text(std::optional<bool> reached) const;

  const Options& options_;
  Store& store_;
  Waiters waiters_;
  std::deque<std::string> refusals_;  // NDJSON lines, oldest first.
};

}  // namespace godwit::collector
