// Godwit: takes events, keeps them safe on the device, delivers each to the collector exactly once.
//
//   godwit::Config config{.endpoint = "https://collector.example", .key = "KEY",
//                         .consent = godwit::Consent::granted, .data_directory = path};
//   auto opened = godwit::Tracker::open(config);
//   godwit::Tracker& tracker = opened.value();
//   tracker.track("basket_changed", {{"items", 3}, {"total", 59.9}});
//
// Nothing here throws. Running out of memory aborts.
// Threads: every member may be called from any thread, except where a callback says otherwise.
// Lifetime: the destructor takes the time of a disk write and never waits for the network. The next
// tracker on the same data directory delivers the events that are left. Events in memory only (no
// directory, consent pending) are lost; the destructor logs their number.
// After fork() the child's copy answers `closed`, and its destruction does nothing.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>

#include "godwit/config.h"
#include "godwit/device.h"
#include "godwit/event_time.h"
#include "godwit/export.h"
#include "godwit/properties.h"
#include "godwit/schema.h"
#include "godwit/stats.h"
#include "godwit/status.h"

struct godwit_tracker;

namespace godwit {

// The answer of track(). An event that was not taken has no sequence number; Stats counts it.
struct Receipt {
  Status status = {};
  std::uint64_t sequence = 0;
  [[nodiscard]] bool ok() const { return status.ok(); }
};

struct TrackOptions {
  Priority priority = Priority::normal;
  // The time of the event, if it is not now: a time point of std::chrono::system_clock, or
  // WallTime, from 0 to 2^53 ms since 1970. track() declines any other. The collector does not
  // correct it.
  EventTime time = {};
  // The version of the schema that the event follows. Default: the highest of the pack.
  std::optional<SchemaVersion> schema = std::nullopt;
};

class GODWIT_API Tracker {
 public:
  // Errors: invalid_argument (names the field and the reason; also for a data directory that others
  // can write to), in_use (names the directory). Any other directory that cannot be used is no
  // error: the tracker then runs in memory, and storage() says so.
  static Result<Tracker> open(const Config& config);

  Tracker();  // Closed from the start.
  Tracker(Tracker&&) noexcept;
  Tracker& operator=(Tracker&&) noexcept;
  ~Tracker();

  // Takes one event. Encodes and copies; no I/O and, for events up to 4 KiB, no allocation.
  // Durability: as Config::durability says, once it has answered ok.
  // Errors: invalid_argument (also for an event that violates its schema, if Config::schema_mode is
  // enforce), too_large, queue_full (also if reset() or a denial came during the call), withheld,
  // switched_off, closed; with power_safe also storage_unavailable (taken, but not yet safe from a
  // power cut).
  Receipt track(std::string_view name, std::initializer_list<Property> properties = {},
                const TrackOptions& options = {});
  Receipt track(std::string_view name, const Properties& properties,
                const TrackOptions& options = {});
  // `properties` is the text of a JSON object; it is checked.
  Receipt track_json(std::string_view name, std::string_view properties,
                     const TrackOptions& options = {});
  // For generated code (`godwit schema compile --cpp`). Its properties are JSON and have the types
  // of their schema, so only the rules that types cannot express are checked.
  Receipt track_typed(const TypedEvent& event, const TrackOptions& options = {});

  // The user of the application; empty: nobody. Holds for events tracked from now on.
  // Errors: too_large, switched_off, closed, queue_full (reset() came during the call; call again).
  Status set_user(std::string_view user_id);
  // A property that all events from now on share. Value(nullptr) removes it.
  // Errors: as set_user(); invalid_argument.
  Status set_super_property(std::string_view name, const Value& value);
  // A new write key, used from the next request on; ends the wait after 401 or 403.
  Status set_key(std::string_view key);
  // Holds from now on and is remembered. Errors: storage_unavailable (it holds, but cannot be
  // remembered), closed.
  Status set_consent(Consent consent);
  // Forgets the user: erases queued events, gives the installation a new id, and starts user,
  // session and super-properties anew.
  Status reset();

  // Facts about the device and the application, which decide when events are sent.
  // docs/platforms.md lists the facts that the tracker finds out itself. The application's report
  // about power, and about the network, replaces the system's until it is std::nullopt. None of
  // these calls waits. Errors: invalid_argument (more than 100 percent, a number that is no such
  // kind or state), closed.
  Status set_power(const std::optional<PowerState>& power);
  Status set_network(const std::optional<NetworkState>& network);
  // Default: foreground.
  Status set_app_state(AppState state);
  // The application is using the network, so the radio is awake. Queued events may be sent with the
  // application's own traffic.
  Status note_network_activity();

  // Sends the queued events and announces dropped ones, without cutting a back-off short. Waits for
  // a request under way, for a back-off that ends before the deadline, and for a network; never for
  // anything else. A deadline below 0 is 0.
  // Errors: waiting (nothing can be sent: the back-off is longer, the collector answered 401, 403
  // or 410, consent is pending; the sentence says until when and what to do), timed_out,
  // switched_off (consent is denied), invalid_argument (called from a callback), closed.
  Status flush(std::chrono::milliseconds deadline);
  // Flushes, unless the deadline is 0, and then closes in any case; does not wait for a network.
  // Errors: as flush(). waiting and timed_out say how many events are lost, because they were in
  // memory only (Stats::dropped counts them), or that they stay queued for the next tracker on the
  // directory. A callback cannot close the tracker.
  Status close(std::chrono::milliseconds deadline);

  [[nodiscard]] Stats stats() const;
  // ok, storage_unavailable or storage_corrupt, with a sentence that names the cause and the file.
  [[nodiscard]] Status storage() const;

 private:
  friend struct ::godwit_tracker;  // The C interface.
  class Implementation;
  explicit Tracker(std::unique_ptr<Implementation> implementation);
  // For an event that cannot be passed to track(): counts it.
  Receipt decline(const Status& why);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
