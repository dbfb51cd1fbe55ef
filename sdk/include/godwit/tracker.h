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
// Lifetime: destroying the tracker takes the time of a disk write and never waits for the network;
// what was not delivered is delivered by the next tracker on the same data directory. Events in
// memory only (no directory, consent pending) are lost; their number is logged.
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

// What track() answers. An event that was not taken has no sequence number and is counted in Stats.
struct Receipt {
  Status status = {};
  std::uint64_t sequence = 0;
  [[nodiscard]] bool ok() const { return status.ok(); }
};

struct TrackOptions {
  Priority priority = Priority::normal;
  // When it happened, if not now: a time point of std::chrono::system_clock, or WallTime, from 0 to
  // 2^53 ms since 1970; another is refused. Kept as it is, not corrected by the collector.
  EventTime time = {};
  // The version of its schema that the event follows; the highest of the pack, if not said.
  std::optional<SchemaVersion> schema = std::nullopt;
};

class GODWIT_API Tracker {
 public:
  // Errors: invalid_argument (which field, and why), in_use (by whom: the directory's path).
  // A directory that cannot be used is no error: the tracker then runs in memory and storage()
  // says so.
  static Result<Tracker> open(const Config& config);

  Tracker();  // Closed from the start.
  Tracker(Tracker&&) noexcept;
  Tracker& operator=(Tracker&&) noexcept;
  ~Tracker();

  // Takes one event. Encodes and copies; no I/O and, for events up to 4 KiB, no allocation.
  // Durability: as Config::durability says, once it has answered ok.
  // Errors: invalid_argument (also where the event is not as its schema asks, and
  // Config::schema_mode is enforce), too_large, queue_full (also where reset() or a denial came
  // while the event was being taken: it is not the new installation's), withheld, switched_off,
  // closed; with power_safe also storage_unavailable (taken, but not yet safe from a power cut).
  Receipt track(std::string_view name, std::initializer_list<Property> properties = {},
                const TrackOptions& options = {});
  Receipt track(std::string_view name, const Properties& properties,
                const TrackOptions& options = {});
  // `properties` is the text of a JSON object; it is checked.
  Receipt track_json(std::string_view name, std::string_view properties,
                     const TrackOptions& options = {});
  // For generated code (`godwit schema compile --cpp`), whose properties are JSON and of the types
  // that their schema asks for: only what types cannot hold is checked.
  Receipt track_typed(const TypedEvent& event, const TrackOptions& options = {});

  // Who uses the application; empty: nobody. Holds for events tracked from now on.
  // Errors: too_large, switched_off, closed, queue_full (reset() came meanwhile; call again).
  Status set_user(std::string_view user_id);
  // A property that all events from now on share. Value(nullptr) removes it.
  // Errors: as set_user(); invalid_argument.
  Status set_super_property(std::string_view name, const Value& value);
  // A new write key, used from the next request on; ends the wait after 401 or 403.
  Status set_key(std::string_view key);
  // Holds from now on and is remembered. Errors: storage_unavailable (it holds, but cannot be
  // remembered), closed.
  Status set_consent(Consent consent);
  // Forgets who this is: queued events are erased, the installation gets a new id, user, session
  // and super-properties start anew.
  Status reset();

  // What the application says of the device and of itself decides when events are sent
  // (docs/platforms.md says what is known without it). Its word on power, and on the network, wins
  // over the system's until it is std::nullopt: as the system says. None of these calls waits.
  // Errors: invalid_argument (more than 100 percent, a number that is no such kind or state),
  // closed.
  Status set_power(const std::optional<PowerState>& power);
  Status set_network(const std::optional<NetworkState>& network);
  // Before it is said: foreground.
  Status set_app_state(AppState state);
  // The application uses the network just now, so that the radio is awake: what is queued may go
  // along.
  Status note_network_activity();

  // Sends what is queued now, and says what was dropped, without cutting a back-off short. Waits
  // for a request under way, for a back-off that ends before the deadline, and for a network; never
  // for anything else. A deadline below 0 is 0.
  // Errors: waiting (nothing can be sent: the back-off is longer, the collector answered 401, 403
  // or 410, consent is pending; the sentence says until when and what to do), timed_out,
  // switched_off (consent is denied), invalid_argument (called from a callback), closed.
  Status flush(std::chrono::milliseconds deadline);
  // flush(), unless the deadline is 0, then closes whatever came of it; does not wait for a
  // network. Errors: as flush(). waiting and timed_out say how many events are lost, because they
  // were in memory only (Stats::dropped counts them), or that they stay queued for the next tracker
  // on its directory. From a callback it closes nothing.
  Status close(std::chrono::milliseconds deadline);

  [[nodiscard]] Stats stats() const;
  // ok, storage_unavailable or storage_corrupt, with a sentence that says what happened to what.
  [[nodiscard]] Status storage() const;

 private:
  friend struct ::godwit_tracker;  // The C interface.
  class Implementation;
  explicit Tracker(std::unique_ptr<Implementation> implementation);
  // For an event that cannot be passed to track(): counts it.
  Receipt refuse(const Status& why);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
