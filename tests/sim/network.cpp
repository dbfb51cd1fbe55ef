#include "sim/network.h"

#include "sim/durations.h"

namespace godwit::sim {
namespace {

constexpr std::int64_t kTimeoutMs = 30'000;
constexpr std::int64_t kStoringMs = 500;  // At most so long a store takes that does not fail.
constexpr std::string_view kRefusedKey = "KEY-REFUSED";

std::string ours(std::string_view batch) {
  return "{\"godwit\":1,\"batch\":\"" + std::string(batch) +
         "\",\"error\":{\"code\":\"x\",\"message\":\"as the plan says\"}}";
}

Outcome outcome_of(int status) {
  switch (status) {
    case 200:
      return Outcome::accepted;
    case 400:
      return Outcome::malformed;
    case 401:
    case 403:
      return Outcome::key_refused;
    case 410:
      return Outcome::gone;
    case 413:
      return Outcome::too_large;
    default:
      return Outcome::failed;
  }
}

}  // namespace

bool Network::happens(Fault fault) {
  if (!random_.permille(plan_.permille(fault))) return false;
  tally_.add(fault);
  return true;
}

// --- Before it leaves.

void Network::check_event(const Sender& sender, const collector::Section& section,
                          const collector::ReceivedEvent& event) {
  const std::uint32_t id = event_of(event.properties);
  if (id >= truth_.size()) return truth_.fail("an event was sent that was never tracked");
  TrackedEvent& tracked = truth_.event(id);
  if (tracked.opening == kNoOpening) truth_.settle(id, section.stream, event.sequence);
  Opening* opening = truth_.find(section.stream);
  if (opening == nullptr) {
    truth_.name(tracked.opening, section.stream);
    opening = truth_.find(section.stream);
    if (opening == nullptr) return;
  }
  truth_.expect(opening == &truth_.openings()[tracked.opening], "an event keeps its stream", id);
  truth_.expect(tracked.sequence == event.sequence, "an event keeps its sequence number", id);
  truth_.expect(tracked.device == sender.device, "a device sends its own events", id);
  truth_.expect(event.properties == properties_of(id), "an event arrives as it was tracked", id);
  truth_.expect(tracked.excuse != Excuse::purged, "what was purged is not sent", id);
  truth_.expect(tracked.acked_process != sender.process,
                "what was acknowledged is not sent again by the same process", id);
  truth_.expect(tracked.declared_process != sender.process,
                "what was declared as dropped is not sent by the same process", id);
  // A context may be lost with the disk; it is never another's.
  const bool bare = sender.disk_lost && section.context == "{}";
  const std::string user = "\"user\":\"u" + std::to_string(tracked.user) + "\"";
  truth_.expect(bare || section.context.find(user) != std::string_view::npos,
                "an event keeps the user it was tracked under", id);
  const std::string super = "\"super\":{\"s\":" + std::to_string(tracked.super) + "}";
  truth_.expect(bare || tracked.super == 0 || section.context.find(super) != std::string_view::npos,
                "an event keeps the super-properties it was tracked under", id);
  const auto ago = static_cast<std::int64_t>(section.opened_ago_ms);
  truth_.expect(section.wall_clock || loop_.now_ms() - ago + event.time == tracked.at_ms,
                "an event's time is right by the collector's clock", id);
  std::uint64_t& first_sent = opening->first_sent[static_cast<std::size_t>(tracked.priority)];
  if (!tracked.sent) {
    truth_.expect(sender.order_lost || event.sequence > first_sent,
                  "order is kept within a stream and a priority", id);
    first_sent = std::max(first_sent, event.sequence);
  }
  tracked.sent = true;
  check_deadline(sender, tracked, id);
}

// A due event waits only for the request before it.
void Network::check_deadline(const Sender& sender, const TrackedEvent& tracked, std::uint32_t id) {
  if (sender.usable_since_ms == kUnusable || sender.idle_since_ms == kUnusable) return;
  const Limits& limits = *sender.limits;
  const std::int64_t interval_ms = tracked.priority == Priority::immediate ? 0
                                   : tracked.priority == Priority::normal
                                       ? limits.flush_interval.count()
                                       : limits.deferred_interval.count();
  const std::int64_t due_ms =
      std::max({std::max(tracked.at_ms, sender.queued_since_ms) + interval_ms,
                sender.usable_since_ms, sender.idle_since_ms});
  truth_.expect(loop_.now_ms() <= due_ms + limits.drain_interval.count() + kStoringMs,
                "no event is later than its deadline while a usable network is there", id);
}

void Network::check(const Sender& sender, const collector::Batch& batch) {
  if (sender.silent) truth_.fail("a device without consent sends nothing");
  if (sender.offline) truth_.fail("a device without a network tries nothing");
  if (const char* wrong = sender.politeness->on_send(loop_.now_ms())) truth_.fail(wrong);
  if (batch.events.size() > sender.limits->batch_events_max) {
    truth_.fail("a batch has at most batch_events_max events");
  }
  std::size_t bytes = 0;
  bool urgent = false;
  bool others = false;
  for (const collector::ReceivedEvent& event : batch.events) {
    bytes += event.properties.size();
    const std::uint32_t id = event_of(event.properties);
    const bool immediate = id < truth_.size() && truth_.event(id).priority == Priority::immediate;
    (immediate ? urgent : others) = true;
  }
  // If the disk lost the urgent events of a request, its other events are sent alone.
  const char* const wrong = sender.restraint->on_send(loop_.now_ms(), urgent, others);
  if (wrong != nullptr && !sender.disk_lost) truth_.fail(wrong);
  if (batch.events.size() > 1 && bytes > sender.limits->batch_bytes_max) {
    truth_.fail("a batch has at most batch_bytes_max bytes");
  }
  for (const collector::Section& section : batch.sections) {
    for (std::size_t at = section.events_begin; at < section.events_end; ++at) {
      check_event(sender, section, batch.events[at]);
    }
    const Opening* const opening = truth_.find(section.stream);
    if (opening == nullptr) continue;
    for (std::size_t at = section.drops_begin; at < section.drops_end; ++at) {
      for (std::uint64_t number = batch.drops[at].first; number <= batch.drops[at].last; ++number) {
        const auto found = opening->events.find(number);
        if (found != opening->events.end()) {
          truth_.event(found->second).declared_process = sender.process;
        }
      }
    }
  }
}

// --- On the way.

// Answers that do not come from storing the batch. Returns false where the collector decides.
bool Network::forged(const Request& request, std::string_view key, NetworkReply& reply) {
  constexpr int kForeignStatuses[] = {200, 201, 204, 302, 400, 403, 404, 408, 410, 413, 500, 502};
  Answer& answer = reply.answer;
  if (happens(Fault::foreign_reply)) {
    answer.status = random_.pick(kForeignStatuses);
    const std::string other = "{\"godwit\":1,\"batch\":\"feedfeedfeedfeed\",\"accepted\":1}";
    const std::string bodies[] = {"", "<html>Please log in</html>", "{\"ok\":true}", other};
    answer.body = bodies[random_.below(4)];
    reply.outcome = answer.status == 413 ? Outcome::foreign_413 : Outcome::failed;
    return true;
  }
  constexpr struct {
    Fault fault;
    int status;
  } kStatuses[] = {{Fault::status_400, 400}, {Fault::status_401, 401}, {Fault::status_410, 410},
                   {Fault::status_413, 413}, {Fault::status_429, 429}, {Fault::status_500, 500},
                   {Fault::status_503, 503}};
  answer.status = 0;
  for (const auto& known : kStatuses) {
    // A refused key and a collector that is gone are rare, or hardly anything else would happen.
    if ((known.status == 401 || known.status == 410) && !random_.permille(250)) continue;
    if (happens(known.fault)) answer.status = known.status;
    if (answer.status != 0) break;
  }
  if (answer.status == 0 && key == kRefusedKey) answer.status = 401;
  if (answer.status == 0) return false;
  answer.body = ours(request.batch);
  reply.outcome = outcome_of(answer.status);
  add_retry_after(reply);
  return true;
}

void Network::add_retry_after(NetworkReply& reply) {
  const int status = reply.answer.status;
  if ((status != 429 && status != 503 && status != 500) || !happens(Fault::retry_after)) return;
  const std::int64_t seconds = random_.pick({1, 3, 60, 900, 7'200});
  reply.retry_after_ms = seconds * 1000;
  if (random_.permille(500)) {
    reply.answer.retry_after_ms = reply.retry_after_ms;
  } else {
    reply.answer.body.insert(reply.answer.body.size() - 1,
                             ",\"retry_after_ms\":" + std::to_string(reply.retry_after_ms));
  }
}

Answer Network::arrive(const Request& request) {
  std::string directives;
  if (happens(Fault::directives)) {
    constexpr std::string_view kDirectives[] = {
        R"({"flush_interval_ms":1,"expires_in_ms":60000})",
        R"({"flush_interval_ms":99999999999,"expires_in_ms":600000})",
        R"({"sampling_permille":300,"expires_in_ms":30000})",
        R"({"off":["e1","e2"],"expires_in_ms":20000})",
        R"({"off":7})",
        R"([{"x":[]}])"};
    directives = kDirectives[random_.below(6)];
  }
  return collector_.handle(request.body, loop_.now_ms(), directives);
}

void Network::note_alone(const Request& request, const NetworkReply& reply) {
  if (request.events.size() != 1) return;
  TrackedEvent& event = truth_.event(request.events.front());
  event.alone_400 = event.alone_400 || reply.outcome == Outcome::malformed;
  event.alone_413 = event.alone_413 || reply.outcome == Outcome::too_large;
}

// Null, and a failure, where it is no batch.
std::shared_ptr<Network::Request> Network::read(std::string_view body, collector::Batch& batch) {
  collector::ParseFault fault;
  auto request = std::make_shared<Request>();
  request->body = body;
  if (!parser_.parse(request->body, batch, fault)) {
    truth_.fail("a request is not what docs/protocol.md says: " + fault.pointer + " " +
                fault.message);
    return nullptr;
  }
  request->batch = batch.id;
  for (const collector::ReceivedEvent& event : batch.events) {
    request->events.push_back(event_of(event.properties));
  }
  return request;
}

void Network::send_deferred(std::uint32_t device, std::string_view body) {
  collector::Batch batch;
  const auto request = read(body, batch);
  if (request == nullptr) return;
  request->device = device;
  for (const std::uint32_t id : request->events) {
    if (id >= truth_.size()) return truth_.fail("an event was deferred that was never tracked");
    truth_.expect(truth_.event(id).excuse != Excuse::purged, "what was purged is not sent later",
                  id);
  }
  loop_.after(random_.between(2, random_.permille(500) ? 2'000 : kHour),
              [this, request] { arrive(*request); });
}

void Network::send(const Sender& sender, std::string_view key, std::string_view body, Done done) {
  ++requests_;
  collector::Batch batch;
  const auto request = read(body, batch);
  if (request == nullptr) return;
  request->device = sender.device;
  check(sender, batch);
  const std::uint32_t events = static_cast<std::uint32_t>(batch.events.size());
  NetworkReply reply;
  reply.events = events;
  const std::int64_t there_ms = random_.between(2, 400);
  const std::int64_t back_ms = random_.between(2, 400);
  const auto answer_at = [this, done, request](std::int64_t delay_ms, const NetworkReply& what) {
    loop_.after(delay_ms, [this, done, request, what] {
      note_alone(*request, what);
      done(what);
    });
  };
  if (lost_request.fails() || happens(Fault::request_lost)) {
    return answer_at(random_.permille(500) ? there_ms : kTimeoutMs, reply);
  }
  if (happens(Fault::request_delayed)) {
    const std::int64_t late_ms = random_.between(kTimeoutMs, random_.pick({2, 600, 3600}) * 20'000);
    loop_.after(late_ms, [this, request] { arrive(*request); });
    return answer_at(kTimeoutMs, reply);
  }
  if (forged(*request, key, reply)) return answer_at(there_ms + back_ms, reply);

  const bool cut = lost_answer.fails() || happens(Fault::cut_after_store);
  const bool truncated = !cut && happens(Fault::reply_truncated);
  const bool doubled = happens(Fault::request_doubled);
  if (doubled) {
    loop_.after(random_.between(there_ms, random_.permille(500) ? 2'000 : 2 * kHour),
                [this, request] { arrive(*request); });
  }
  loop_.after(there_ms, [this, request, reply, answer_at, back_ms, cut, truncated]() mutable {
    reply.answer = arrive(*request);
    reply.outcome = outcome_of(reply.answer.status);
    if (cut) {
      reply.answer = Answer();
      reply.outcome = Outcome::failed;
    } else if (truncated) {
      reply.answer.body.resize(random_.below(reply.answer.body.size()));
      reply.outcome = Outcome::failed;
    }
    answer_at(back_ms, reply);
  });
}

}  // namespace godwit::sim
