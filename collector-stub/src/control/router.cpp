#include "control/router.h"

#include <optional>
#include <utility>

#include "base/uuid.h"
#include "control/guard.h"
#include "http/reply_text.h"
#include "wire/error_reply.h"

namespace godwit::collector {
namespace {

constexpr std::string_view kEventsPath = "/v1/events";

Json ok_json() {
  return Json{{"ok", true}};
}

Reply not_found(const Request& request) {
  return error_reply(request, {.status = 404,
                               .code = wire_code_of(404),
                               .message = "There is nothing at this path; events go to "
                                          "POST /v1/events."});
}

Reply method_not_allowed(const Request& request, std::string_view allowed) {
  Reply reply =
      error_reply(request, {.status = 405,
                            .code = wire_code_of(405),
                            .message = "This path does not take this method; see Allow."});
  reply.headers += header_line("Allow", allowed);
  return reply;
}

}  // namespace

const Router::Route Router::kRoutes[] = {
    {"GET", "/inspect/summary", &Router::get_summary},
    {"GET", "/inspect/streams", &Router::get_streams},
    {"GET", "/inspect/events", &Router::get_events},
    {"GET", "/inspect/refusals", &Router::get_refusals},
    {"GET", "/inspect/wait", &Router::get_wait},
    {"POST", "/inspect/reset", &Router::post_reset},
    {"POST", "/erase", &Router::post_erase},
    {"GET", "/faults", &Router::get_faults},
    {"POST", "/faults", &Router::post_faults},
    {"GET", "/directives", &Router::get_directives},
    {"POST", "/directives", &Router::post_directives},
    {"DELETE", "/directives", &Router::delete_directives},
    {"POST", "/keys", &Router::post_keys},
};

Router::Router(const Options& options, Loop& loop, Store& store)
    : options_(options),
      loop_(loop),
      store_(store),
      keys_(options.keys, options.disabled_keys),
      schemas_(options),
      faults_(options.limits),
      inspection_(options, loop, store),
      ingest_(options, loop, store, keys_, schemas_, inspection_,
              [this] { return directives_.text(options_.now_ms()); }) {
  if (keys_.open() && options.log != nullptr) {
    options.log->log(LogLevel::warning, "no --key was given: every key is accepted");
  }
}

void Router::handle(const ExchangePtr& exchange) {
  const Request& request = exchange->request();
  if (request.path.starts_with("/v1/")) return handle_wire(exchange);
  if (request.path == "/healthz") return exchange->reply(operator_reply(Json{{"status", "ok"}}));
  handle_operator(exchange);
}

// The wire protocol.

void Router::handle_wire(const ExchangePtr& exchange) {
  const Request& request = exchange->request();
  if (request.method == "OPTIONS") return exchange->reply(preflight_reply());
  count(request);
  if (const FaultRule* rule = faults_.meet(request.path, options_.now_ms())) {
    return meet_fault(exchange, *rule);
  }
  handle_events(exchange, Ending::reply);
}

void Router::count(const Request& request) {
  Totals& totals = store_.totals();
  if (!std::exchange(request.peer->counted, true)) ++totals.connections;
  if (request.path != kEventsPath || request.method != "POST") return;
  ++totals.requests;
  totals.bytes += request.wire_bytes;
}

void Router::handle_events(const ExchangePtr& exchange, Ending ending) {
  const Request& request = exchange->request();
  if (request.path != kEventsPath) return exchange->reply(not_found(request));
  if (request.method != "POST") {
    return exchange->reply(method_not_allowed(request, "POST, OPTIONS"));
  }
  ingest_.handle(exchange, ending);
}

void Router::meet_fault(const ExchangePtr& exchange, const FaultRule& rule) {
  std::function<void()> act;
  if (rule.status) {
    const Request& request = exchange->request();
    auto reply = std::make_shared<Reply>(fault_reply(rule, request, ingest_.batch_id_of(request)));
    act = [exchange, reply] { exchange->reply(std::move(*reply)); };
  } else if (rule.cut == Cut::before_store) {
    act = [exchange] { exchange->cut(); };
  } else {
    const Ending ending = rule.cut == Cut::after_store ? Ending::cut
                          : rule.cut == Cut::mid_reply ? Ending::half_reply
                                                       : Ending::reply;
    act = [this, exchange, ending] { handle_events(exchange, ending); };
  }
  if (rule.delay_ms == 0) return act();
  loop_.run_after(std::chrono::milliseconds(static_cast<std::int64_t>(rule.delay_ms)),
                  std::move(act));
}

// The operator's endpoints.

void Router::handle_operator(const ExchangePtr& exchange) {
  const Request& request = exchange->request();
  std::string allowed;
  const Route* found = nullptr;
  for (const Route& route : kRoutes) {
    if (route.path != request.path) continue;
    if (!allowed.empty()) allowed += ", ";
    allowed += route.method;
    if (route.method == request.method) found = &route;
  }
  if (allowed.empty()) return exchange->reply(not_found(request));
  if (const auto error = check_operator(request, options_.inspect_token)) {
    return exchange->reply(operator_error(*error));
  }
  if (found == nullptr) return exchange->reply(method_not_allowed(request, allowed));
  (this->*found->answer)(exchange);
}

bool Router::read_json(const ExchangePtr& exchange, Json& json) {
  const auto error = read_operator_json(exchange->request(), options_.limits, json);
  if (error) exchange->reply(operator_error(*error));
  return !error;
}

void Router::get_summary(const ExchangePtr& exchange) {
  exchange->reply(inspection_.summary());
}
void Router::get_streams(const ExchangePtr& exchange) {
  exchange->reply(inspection_.streams());
}
void Router::get_events(const ExchangePtr& exchange) {
  exchange->reply(inspection_.events(exchange->request()));
}
void Router::get_refusals(const ExchangePtr& exchange) {
  exchange->reply(inspection_.refusals());
}
void Router::get_wait(const ExchangePtr& exchange) {
  inspection_.wait(exchange);
}

void Router::post_reset(const ExchangePtr& exchange) {
  ingest_.flush();
  const Status status = store_.reset();
  if (!status.ok()) {
    return exchange->reply(storage_error(options_.log, status,
                                         "Not everything is wiped; repair that, then ask again."));
  }
  inspection_.forget();
  exchange->reply(operator_reply(ok_json()));
}

void Router::post_erase(const ExchangePtr& exchange) {
  Json json;
  if (!read_json(exchange, json)) return;
  MemberReader members(json, "");
  const auto text = members.string("installation");
  Id installation;
  if (!text || !parse_id(*text, installation) || installation.empty()) {
    members.fail("installation", "This must be the UUID of an installation.");
  }
  if (const auto error = members.finish()) return exchange->reply(operator_error(*error));
  ingest_.flush();
  std::uint64_t erased = 0;
  const Status status = store_.erase(installation, erased);
  if (!status.ok()) {
    return exchange->reply(storage_error(
        options_.log, status, "The erasure is not finished; repair that, then ask again."));
  }
  exchange->reply(operator_reply(Json{{"erased", erased}}));
}

void Router::get_faults(const ExchangePtr& exchange) {
  exchange->reply(operator_reply(faults_.show()));
}

void Router::post_faults(const ExchangePtr& exchange) {
  Json json;
  if (!read_json(exchange, json)) return;
  const auto error = faults_.set(json, options_.now_ms());
  exchange->reply(error ? operator_error(*error) : operator_reply(faults_.show()));
}

void Router::get_directives(const ExchangePtr& exchange) {
  const std::string text = directives_.text(options_.now_ms());
  Bytes body;
  body.append(text.empty() ? "{}" : text);
  body.append('\n');
  exchange->reply(operator_reply(std::move(body)));
}

void Router::post_directives(const ExchangePtr& exchange) {
  Json json;
  if (!read_json(exchange, json)) return;
  const auto error = directives_.set(json, options_.now_ms());
  exchange->reply(error ? operator_error(*error) : operator_reply(ok_json()));
}

void Router::delete_directives(const ExchangePtr& exchange) {
  directives_.clear();
  exchange->reply(operator_reply(ok_json()));
}

void Router::post_keys(const ExchangePtr& exchange) {
  Json json;
  if (!read_json(exchange, json)) return;
  MemberReader members(json, "");
  const auto add = members.string("add");
  const auto disable = members.string("disable");
  const auto remove = members.string("remove");
  if (const auto error = members.finish()) return exchange->reply(operator_error(*error));
  if (add) keys_.add(*add);
  if (disable) keys_.disable(*disable);
  if (remove) keys_.remove(*remove);
  exchange->reply(operator_reply(ok_json()));
}

void Router::maintain() {
  ingest_.flush();
  const Status status = store_.maintain();
  if (!status.ok() && options_.log != nullptr) options_.log->log(LogLevel::error, status.message());
}

void Router::close() {
  ingest_.flush();
  const Status status = store_.save_totals();
  if (!status.ok() && options_.log != nullptr) options_.log->log(LogLevel::error, status.message());
  inspection_.drop_waiters();
}

}  // namespace godwit::collector
