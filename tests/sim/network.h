// The way between a device and the collector: loses, delays, doubles, cuts and forges.
//
// Checks every request when it is sent: whether it may be sent now, and whether each event in it
// still says what it was tracked with.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>

#include "godwit/limits.h"
#include "sim/chosen_call.h"
#include "sim/collector_model.h"
#include "sim/fault.h"
#include "sim/loop.h"
#include "sim/politeness.h"
#include "sim/random.h"
#include "sim/restraint.h"
#include "sim/truth.h"

namespace godwit::sim {

inline constexpr std::int64_t kUnusable = std::numeric_limits<std::int64_t>::max();

// The sender of a request.
struct Sender {
  std::uint32_t device = 0;
  std::uint32_t process = 0;
  const Limits* limits = nullptr;
  Politeness* politeness = nullptr;
  Restraint* restraint = nullptr;
  // Since when nothing keeps it from sending, and since when no request of its is under way;
  // kUnusable: something does.
  std::int64_t usable_since_ms = kUnusable;
  std::int64_t idle_since_ms = kUnusable;
  // Since when the events are queued that it found when opened, had staged when suspended, or held
  // until consent was granted.
  std::int64_t queued_since_ms = 0;
  bool silent = false;      // No consent: it must not send at all.
  bool offline = false;     // It was told that there is no network.
  bool order_lost = false;  // Something happened that may change the order: a suspect, damage.
  bool disk_lost = false;   // Something on the disk was lost: perhaps a context.
};

struct NetworkReply {
  Answer answer;
  Outcome outcome = Outcome::failed;
  std::int64_t retry_after_ms = 0;
  std::uint32_t events = 0;
};

class Network {
 public:
  using Done = std::function<void(const NetworkReply&)>;

  Network(Loop& loop, Truth& truth, CollectorModel& collector, const FaultPlan& plan,
          FaultTally& tally, Random& random)
      : loop_(loop),
        truth_(truth),
        collector_(collector),
        plan_(plan),
        tally_(tally),
        random_(random) {}

  // `done` runs once, unless its process has died by then; what is on its way goes on without it.
  void send(const Sender& sender, std::string_view key, std::string_view body, Done done);

  // Sends the request that a dead process had deferred. Nobody waits for an answer.
  void send_deferred(std::uint32_t device, std::string_view body);

  [[nodiscard]] std::uint64_t requests() const { return requests_; }

  // Requests that do not arrive, and those whose answer does not come back.
  ChosenCall lost_request;
  ChosenCall lost_answer;

 private:
  struct Request {
    std::string body;
    std::string batch;
    std::uint32_t device = 0;
    std::vector<std::uint32_t> events;
  };

  [[nodiscard]] std::shared_ptr<Request> read(std::string_view body, collector::Batch& batch);
  void check(const Sender& sender, const collector::Batch& batch);
  void check_event(const Sender& sender, const collector::Section& section,
                   const collector::ReceivedEvent& event);
  void check_deadline(const Sender& sender, const TrackedEvent& tracked, std::uint32_t id);
  [[nodiscard]] bool happens(Fault fault);
  [[nodiscard]] bool forged(const Request& request, std::string_view key, NetworkReply& reply);
  void add_retry_after(NetworkReply& reply);
  Answer arrive(const Request& request);
  void note_alone(const Request& request, const NetworkReply& reply);

  Loop& loop_;
  Truth& truth_;
  CollectorModel& collector_;
  const FaultPlan& plan_;
  FaultTally& tally_;
  Random& random_;
  collector::Limits parser_limits_;
  collector::BatchParser parser_{parser_limits_};
  std::uint64_t requests_ = 0;
};

}  // namespace godwit::sim
