// The actions of a device's application, and the facts that they establish.
#include <cstring>
#include <memory>
#include <utility>

#include "queue/staging_format.h"
#include "queue/staging_log.h"
#include "sim/device.h"

namespace godwit::sim {

void Device::begin() {
  start();
  around_.loop.after(random_.between(1, 100), [this] { tick(); });
}

void Device::tick() {
  if (ticks_left_ == 0) return;
  --ticks_left_;
  if (process_ == nullptr) {
    start();
  } else if (open_ && alive() && around_.loop.now_ms() >= suspended_until_ms_) {
    act();
  }
  if (process_ == nullptr || alive()) maybe_disturb();
  const std::int64_t mean = profile_.tick_ms;
  around_.loop.after(random_.between(mean / 10 + 1, mean * 2), [this] { tick(); });
}

void Device::act() {
  track(static_cast<std::uint32_t>(random_.between(1, 8)));
  if (!alive()) return;
  if (happens(Fault::burst)) track(static_cast<std::uint32_t>(random_.between(50, 400)));
  if (!alive()) return;
  if (random_.permille(60)) {
    flush();
    if (!alive()) return;
  }
  if (happens(Fault::user_changed)) set_user();
  if (!alive()) return;
  if (happens(Fault::super_changed)) set_super();
  if (!alive()) return;
  if (random_.permille(150) && happens(Fault::key_changed)) {
    set_key(random_.permille(300) ? "KEY-REFUSED" : "KEY-GOOD");
  }
  if (!alive()) return;
  signal();
  if (!alive() || purging_) return;
  if (consent_ != Consent::granted) {
    if (random_.permille(200)) change_consent(Consent::granted);
  } else if (random_.permille(100) && happens(Fault::consent_denied)) {
    change_consent(Consent::denied);
  } else if (random_.permille(100) && happens(Fault::reset)) {
    reset();
  }
}

void Device::track(std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!alive()) return;
    track_one(happens(Fault::oversized_event) ? Trait::oversized : Trait::none);
  }
}

void Device::track_one(Trait trait) {
  TrackedEvent event;
  event.device = number_;
  event.at_ms = around_.loop.now_ms();
  event.user = user_;
  event.super = super_;
  event.poisonous = trait == Trait::poisonous || happens(Fault::event_poisonous);
  event.refusable = !event.poisonous && happens(Fault::event_refused);
  event.priority = random_.permille(700)   ? Priority::normal
                   : random_.permille(700) ? Priority::deferred
                                           : Priority::immediate;
  std::string name = "e" + std::to_string(random_.below(10));
  if (event.poisonous) name = "poison";
  if (event.refusable) name = "refuse";
  if (event.poisonous) order_lost_ = true;
  if (user_ == 0) set_user();
  if (!alive()) return;
  event.user = user_;

  const std::uint32_t id = around_.truth.track(event);
  std::string properties = properties_of(id);
  if (trait == Trait::oversized) {
    properties = "{\"id\":\"" + std::string(profile_.limits.event_bytes_max, 'x') + "\"}";
  }
  Recorder& recorder = process_->engine().recorder();
  const std::uint32_t newest = around_.truth.newest(number_);
  const bool tearing = newest != kNoOpening && around_.truth.openings()[newest].named &&
                       random_.permille(around_.plan.permille(Fault::torn_append));
  std::vector<std::uint64_t> before;
  const std::uint64_t before_end = recorder.log().end();
  if (tearing) before = disk_.state().staging;
  Recorded recorded;
  const Status status =
      recorder.record(name, json_properties(properties), {event.priority, {}}, recorded);
  if (trait == Trait::oversized && status.ok()) {
    around_.truth.fail("an event beyond event_bytes_max is refused");
  }
  if (!alive() || !status.ok()) return;
  if (tearing) {
    tear(before_end, before);
    return;
  }
  around_.truth.accept(id, recorded.sequence);
  if (profile_.durability == Durability::power_safe) {
    patience_.wait(recorded.sequence, around_.loop.now_ms());
  }
  name_opening();
  if (consent_ != Consent::granted && consent_ != Consent::pending) {
    around_.truth.fail("nothing is taken without consent");
  }
}

// The process is killed while it appends: of the bytes that it writes, in their order, only the
// first are there.
void Device::tear(std::uint64_t before_end, const std::vector<std::uint64_t>& before) {
  around_.tally.add(Fault::torn_append);
  say("is killed while it appends");
  const StagingLog& log = process_->engine().recorder().log();
  std::vector<std::uint64_t> torn = before;
  const auto now = disk_.region();
  const auto was = std::as_writable_bytes(std::span(torn));
  struct Write {
    std::size_t offset, size;
  };
  std::vector<Write> writes;  // The payload, then the header, of each record.
  std::uint64_t cursor = before_end;
  StagedRecord record;
  std::size_t bytes = 0;
  while (log.read(cursor, record)) {
    const auto payload =
        static_cast<std::size_t>(record.payload.data() - reinterpret_cast<const char*>(now.data()));
    writes.push_back({payload, record.payload.size()});
    writes.push_back({payload - sizeof(staging::RecordHeader), sizeof(staging::RecordHeader)});
    bytes += record.payload.size() + sizeof(staging::RecordHeader);
  }
  std::size_t kept = random_.below(bytes);
  for (const Write& write : writes) {
    const std::size_t count = std::min(kept, write.size);
    std::memcpy(was.data() + write.offset, now.data() + write.offset, count);
    kept -= count;
  }
  process_->life().die();
  region_at_death_ = torn;
  bury();
}

void Device::flush() {
  restraint_.on_flush();
  process_->flush([this](const Status&) { restraint_.on_flushed(around_.loop.now_ms()); });
}

void Device::set_user() {
  const std::uint32_t wanted = user_ + 1;
  const Status status = process_->engine().recorder().set_user("u" + std::to_string(wanted));
  if (status.ok() && alive()) user_ = wanted;
}

void Device::set_super() {
  const std::uint32_t wanted = super_ + 1;
  const Status status =
      process_->engine().recorder().set_super_property("s", std::to_string(wanted));
  if (status.ok() && alive()) super_ = wanted;
}

void Device::set_key(std::string_view key) {
  key_is_new_ = true;
  key_ = key;
  politeness_.on_key();
  process_->set_key(key);
}

// The system's reports, and the application's own traffic and state.
void Device::signal() {
  DeviceConditions now = conditions_;
  if (!(now == DeviceConditions()) && random_.permille(300)) {
    now = {};
  } else {
    if (happens(Fault::network_gone)) now.network.kind = NetworkKind::none;
    if (happens(Fault::roaming)) now.network.kind = NetworkKind::roaming;
    if (happens(Fault::power_saved)) now.power.saving = true;
    if (happens(Fault::battery_empty)) now.power.battery_percent = 5;
    if (happens(Fault::in_background)) now.app = AppState::background;
    if (random_.permille(100) && happens(Fault::terminating)) now.app = AppState::terminating;
  }
  if (!(now == conditions_)) set_device(now);
  if (alive() && happens(Fault::network_used)) {
    restraint_.on_network_used();
    process_->engine().note_network_activity();
  }
  if (alive() && happens(Fault::being_left)) {
    process_->engine().set_leaving(random_.pick({0u, 500u, 3'000u}));
  }
}

void Device::set_device(const DeviceConditions& conditions) {
  say(conditions == DeviceConditions()               ? "has network and power"
      : conditions.network.kind == NetworkKind::none ? "has no network"
      : conditions.app != AppState::foreground       ? "is not looked at"
                                                     : "is short of power, or abroad");
  const bool ends = conditions.app == AppState::terminating;
  const bool begins_to_end = ends && conditions_.app != AppState::terminating;
  conditions_ = conditions;
  offline_ = conditions.network.kind == NetworkKind::none;
  restraint_.on_device(conditions);
  note_usable();
  if (begins_to_end) terminate();
  process_->engine().set_device(conditions);
}

// Its process has some seconds left.
void Device::terminate() {
  around_.loop.after(random_.between(0, 5'000), [this, number = process_->number()] {
    if (!ending_ && alive() && process_->number() == number) kill();
  });
}

void Device::change_consent(Consent consent) {
  say(consent == Consent::granted ? "grants consent" : "denies consent");
  purging_ = true;
  if (consent == Consent::denied) {
    silent_ = true;
    around_.truth.purge(number_);
  } else {
    silent_ = denial_confirmed_ = false;
  }
  process_->set_consent(consent, [this, consent](const Status& status) {
    say("consent: " + std::string(godwit::to_string(status.code())));
    purging_ = false;
    usable_since_ms_ = kUnusable;  // Until the next answer.
    if (consent == Consent::denied) {
      if (!status.ok()) around_.truth.leave_purge_open(number_);
      denial_confirmed_ = status.ok();
      politeness_.forget();
    } else if (status.code() == StatusCode::closed) {
      silent_ = consent_ != Consent::granted;
    } else {  // Otherwise it is granted as soon as it can be stored.
      consent_ = consent;
      granted_ms_ = around_.loop.now_ms();
    }
  });
  if (!alive() || consent != Consent::denied) return;
  consent_ = Consent::denied;
  user_ = super_ = 0;
}

void Device::reset() {
  say("resets");
  // Set in the call, where the tracker is between two states and refuses.
  const auto refused = std::make_shared<bool>(false);
  purging_ = true;
  process_->reset([this, refused](const Status& status) {
    say("reset: " + std::string(godwit::to_string(status.code())));
    purging_ = false;
    usable_since_ms_ = kUnusable;
    if (status.code() == StatusCode::closed) {
      *refused = true;
      return;
    }
    if (!status.ok()) around_.truth.leave_purge_open(number_);
    politeness_.forget();
  });
  if (*refused) return;
  around_.truth.purge(number_);
  user_ = super_ = 0;
}

}  // namespace godwit::sim
