// Passes each request to its endpoint: the wire protocol's, or one of the operator's.
//
// Threads: the loop's only.
#pragma once

#include <memory>
#include <utility>

#include "collector/options.h"
#include "control/directives.h"
#include "control/faults.h"
#include "control/inspection.h"
#include "http/message.h"
#include "ingest/ingest.h"
#include "ingest/keys.h"
#include "loop.h"
#include "schemas/schema_judge.h"
#include "store/store.h"

namespace godwit::collector {

class Router final : public RequestHandler {
 public:
  // Lifetime: all references must outlive it.
  Router(const Options& options, Loop& loop, Store& store);

  void handle(const ExchangePtr& exchange) override;

  // Commits and answers the staged batches, and releases every waiting exchange.
  void close();
  // Forgets and deletes everything whose time is over.
  void maintain();
  // Checks events against these schemas from the next request on.
  void use_schemas(std::unique_ptr<const SchemaFile> file) { schemas_.use(std::move(file)); }

 private:
  struct Route {
    std::string_view method;
    std::string_view path;
    void (Router::*answer)(const ExchangePtr& exchange);
  };
  static const Route kRoutes[];

  void handle_wire(const ExchangePtr& exchange);
  void handle_events(const ExchangePtr& exchange, Ending ending);
  void count(const Request& request);
  void meet_fault(const ExchangePtr& exchange, const FaultRule& rule);
  void handle_operator(const ExchangePtr& exchange);

  void get_summary(const ExchangePtr& exchange);
  void get_streams(const ExchangePtr& exchange);
  void get_events(const ExchangePtr& exchange);
  void get_refusals(const ExchangePtr& exchange);
  void get_wait(const ExchangePtr& exchange);
  void post_reset(const ExchangePtr& exchange);
  void post_erase(const ExchangePtr& exchange);
  void get_faults(const ExchangePtr& exchange);
  void post_faults(const ExchangePtr& exchange);
  void get_directives(const ExchangePtr& exchange);
  void post_directives(const ExchangePtr& exchange);
  void delete_directives(const ExchangePtr& exchange);
  void post_keys(const ExchangePtr& exchange);

  // Reads the request's JSON. If it cannot, answers the request and returns false.
  [[nodiscard]] bool read_json(const ExchangePtr& exchange, Json& json);

  const Options& options_;
  Loop& loop_;
  Store& store_;
  Keys keys_;
  SchemaJudge schemas_;
  Directives directives_;
  Faults faults_;
  Inspection inspection_;
  Ingest ingest_;
};

}  // namespace godwit::collector
