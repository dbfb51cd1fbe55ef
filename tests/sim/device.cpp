#include "sim/device.h"

#include <utility>

#include "queue/staging_log.h"
#include "sim/durations.h"

namespace godwit::sim {

Device::Device(Surroundings around, std::uint32_t number, const DeviceProfile& profile)
    : around_(around),
      random_(around.random),
      number_(number),
      profile_(profile),
      clock_(around.loop, static_cast<std::uint8_t>(number)),
      disk_(profile.limits.staging_bytes),
      consent_(profile.consent),
      ticks_left_(profile.ticks) {}

bool Device::happens(Fault fault) {
  if (!random_.permille(around_.plan.permille(fault))) return false;
  around_.tally.add(fault);
  say(std::string(to_string(fault)));
  return true;
}

void Device::say(const std::string& line) {
  if (around_.trace) around_.trace(number_, line);
}

// --- Life and death.

EngineOptions Device::options() const {
  EngineOptions options;
  options.uploader.endpoint = "https://collector.test";
  options.uploader.key = key_;
  options.limits = profile_.limits;
  options.durability = profile_.durability;
  options.consent = profile_.consent;
  return options;
}

Process::Host Device::host() {
  const std::uint32_t number = ++around_.last_process;
  const auto after = [this, number](std::int64_t delay_ms, std::function<void()> work) {
    std::function<void()> due = [this, number, work = std::move(work)] {
      if (alive() && process_->number() == number) work();
    };
    // A device that is suspended runs what is due once it wakes.
    around_.loop.after(delay_ms, [this, due = std::move(due)] {
      if (around_.loop.now_ms() < suspended_until_ms_) {
        around_.loop.at(suspended_until_ms_, due);
      } else {
        due();
      }
    });
  };
  return {
      .number = number,
      .clock = clock_,
      .random = random_,
      .disk = disk_,
      .trouble = trouble_,
      .plan = around_.plan,
      .on_death = [this] { region_at_death_ = disk_.state().staging; },
      .after = after,
      .send =
          [this, number](std::string_view key, std::string_view body, Network::Done done) {
            say("request " + std::string(body));
            Sender sender;
            sender.device = number_;
            sender.process = number;
            sender.limits = &profile_.limits;
            sender.politeness = &politeness_;
            sender.restraint = &restraint_;
            if (punctual()) sender.usable_since_ms = std::max(usable_since_ms_, woken_ms_);
            sender.queued_since_ms = std::max({opened_ms_, woken_ms_, granted_ms_});
            sender.idle_since_ms = std::exchange(idle_since_ms_, kUnusable);
            sender.silent = silent_;
            sender.offline = offline_;
            sender.order_lost = order_lost_;
            sender.disk_lost = disk_was_lost_;
            around_.network.send(sender, key, body, [this, number, done](const NetworkReply& r) {
              if (alive() && process_->number() == number) done(r);
            });
          },
      .defer = [this](std::string_view body) { deferred_ = body; },
      .on_answer = [this](const NetworkReply& reply) { on_answer(reply); },
      .on_report =
          [this](const DeliveryReport& report) {
            if (report.outcome == DeliveryOutcome::dropped) {
              say("dropped " + std::to_string(report.first_sequence) + "-" +
                  std::to_string(report.last_sequence) + " " +
                  std::string(godwit::to_string(report.reason)));
              around_.truth.note_dropped(number_, report);
              dropped_some_ = true;
            }
          },
      .on_committed =
          [this](std::uint64_t sequence, const Status& status) {
            if (profile_.durability != Durability::power_safe) return;
            patience_.answer(sequence, around_.loop.now_ms());
            say((status.ok() ? "committed up to " : "not committed up to ") +
                std::to_string(sequence));
            if (status.ok()) around_.truth.note_synced(number_, sequence);
          },
      .on_erased = [this] { patience_.forget(); },
      .on_log = [this](std::string_view line) { say("log: " + std::string(line)); },
      .on_wrong_state = [this](const std::string& what) { around_.truth.fail(what); },
      .store = {.now_ms = [this] { return around_.loop.now_ms(); },
                .after = after,
                .happened =
                    [this](Fault fault) {
                      around_.tally.add(fault);
                      say(std::string(to_string(fault)));
                    },
                .lost_unread =
                    [this] {
                      around_.truth.lose_store(number_);
                      survey(false);
                    },
                .lost =
                    [this](const std::vector<HeldEvent>& events) {
                      disk_was_lost_ = order_lost_ = true;
                      politeness_.forget_stored();
                      around_.truth.lose_store(number_);
                      around_.truth.lose(number_, events);
                    }},
  };
}

void Device::start() {
  if (process_ != nullptr) return;
  open_ = open_failed_ = false;
  offline_ = false;  // It is not told yet.
  restraint_.begin();
  conditions_.app = AppState::foreground;
  silent_ = true;
  around_.truth.end_opening(number_);
  stream_before_ = inspect_staging(disk_.region()).opening.stream;
  if (key_is_new_) politeness_.forget();
  process_ = std::make_unique<Process>(host(), options());
  say("starts process " + std::to_string(process_->number()));
  if (random_.permille(around_.plan.permille(Fault::kill_at_port_call))) {
    const auto kind = static_cast<PortKind>(random_.below(kPortKindCount));
    const std::uint64_t bound = kind == PortKind::clock ? 2'000 : 60;
    process_->life().set_fuse(kind, 1 + random_.below(bound));
  }
  if (death_.of.call != 0) process_->life().set_fuse(death_.kind, death_.of.call);
  read_consent();
  if (denial_confirmed_ && !disk_was_lost_ && consent_ != Consent::denied) {
    around_.truth.fail("a denial that was confirmed is remembered");
  }
  process_->open([this](const Status& status) { on_opened(status); });
}

// The stored choice decides; the configured one is for the first time.
void Device::read_consent() {
  const auto stored = disk_.store().values.find("consent");
  consent_ = stored != disk_.store().values.end() && stored->second.size() == 1
                 ? static_cast<Consent>(stored->second[0])
                 : profile_.consent;
  silent_ = consent_ != Consent::granted;
}

void Device::on_opened(const Status& status) {
  say("opened: " + std::string(godwit::to_string(status.code())));
  if (status.code() == StatusCode::storage_unavailable) {
    // Natively the tracker would go on in memory; here the application is started again later.
    open_failed_ = true;
    process_->life().die();
    return;
  }
  if (status.code() == StatusCode::storage_corrupt) read_consent();
  open_ = true;
  opened_ms_ = idle_since_ms_ = around_.loop.now_ms();
  set_device(ending_ ? DeviceConditions() : conditions_);
  if (!alive()) return;
  if (consent_ == Consent::denied) {
    user_ = super_ = 0;
    return;
  }
  // A process starts without user and super-properties; the application sets them again.
  Recorder& recorder = process_->engine().recorder();
  if (user_ != 0 && !recorder.set_user("u" + std::to_string(user_)).ok()) user_ = 0;
  if (super_ != 0 && !recorder.set_super_property("s", std::to_string(super_)).ok()) super_ = 0;
}

void Device::kill() {
  if (process_ == nullptr) return;
  say("is killed");
  process_->life().die();
  bury();
}

void Device::bury() {
  patience_.forget();
  attention_ = Attention();
  answered_ = false;  // The next one may have to wait for what this one began.
  note_usable();
  process_->crash_store();
  const bool purged = purging_;  // Or perhaps not: with the rest, what collectors had said.
  if (purged) around_.truth.leave_purge_open(number_);
  politeness_.forget_halvings();
  if (!deferred_.empty()) {
    say("sends what it had deferred");
    around_.network.send_deferred(number_, std::exchange(deferred_, {}));
  }
  disk_.state().staging = region_at_death_;
  process_.reset();
  // A drop that was not stored yet is undone: such events are then sent behind later ones.
  order_lost_ = order_lost_ || std::exchange(dropped_some_, false);
  open_ = purging_ = false;
  // Without consent that could be stored, everything was in memory.
  const std::uint32_t newest = around_.truth.newest(number_);
  if (newest != kNoOpening && !around_.truth.openings()[newest].named) {
    around_.truth.lose_newest(number_, silent_ ? Excuse::purged : Excuse::disk);
  }
  // A conclusion of the last moment may not have been stored.
  if (around_.loop.now_ms() < concluded_by_ms() || around_.plan.on(Fault::store_slow) ||
      around_.plan.on(Fault::store_call_fails) || around_.plan.on(Fault::store_keeps_failing) ||
      around_.plan.on(Fault::disk_full) || disk_was_lost_ || trouble_.operation.failed || purged) {
    politeness_.forget();
  }
  if (ending_) {
    around_.loop.after(1'000, [this] { start(); });
  } else if (random_.permille(around_.plan.permille(Fault::power_cut))) {
    around_.tally.add(Fault::power_cut);
    say("its power is cut");
    power_cut();
  }
}

void Device::after_step() {
  if (process_ == nullptr) return;
  if (process_->life().dead()) {
    if (!open_failed_) {
      around_.tally.add(Fault::kill_at_port_call);
      say("died inside a port call");
      death_.of.failed = death_.of.call != 0;
      if (!death_.of.onward) death_.of.call = 0;
    }
    bury();
    return;
  }
  name_opening();
  if (process_->timers() > 8) around_.truth.fail("a process keeps more than a few timers");
  const Stats stats = process_->engine().counters().snapshot();
  attend(stats);
  const Limits& limits = profile_.limits;
  // A segment of one event is mostly its header: what is staged can take more room when queued.
  if (stats.queued_bytes > limits.queue_bytes_max + limits.staging_bytes * 4ull) {
    around_.truth.fail("the queue keeps to queue_bytes_max, but for what is staged");
  }
}

void Device::attend(const Stats& stats) {
  const std::int64_t now_ms = around_.loop.now_ms();
  attention_.observe(open_ && consent_ == Consent::granted && stats.queued_events != 0 &&
                         stats.waits_for == SendReason::nothing_queued,
                     now_ms);
  if (now_ms < suspended_until_ms_) return;
  if (patience_.exhausted(now_ms, woken_ms_)) {
    around_.truth.fail("with power_safe track() returns");
  }
  if (attention_.lost(now_ms, woken_ms_)) around_.truth.fail("what was taken is noticed");
}

// When what the last answer led to is stored; nothing is while the device is suspended.
std::int64_t Device::concluded_by_ms() const {
  const std::int64_t answered_ms = politeness_.last_answer_ms();
  const bool suspended =
      suspended_from_ms_ < answered_ms + kMinute && answered_ms < suspended_until_ms_;
  return (suspended ? suspended_until_ms_ : answered_ms) + kMinute;
}

// Learns the new stream's id from the region, where the core has written it.
void Device::name_opening() {
  const std::uint32_t newest = around_.truth.newest(number_);
  if (consent_ != Consent::granted || !open_ || newest == kNoOpening) return;
  if (around_.truth.openings()[newest].named) return;
  const StagingRecovery found = inspect_staging(disk_.region());
  if (!found.found || found.opening.stream == stream_before_) return;
  if (around_.truth.find(found.opening.stream) != nullptr) return;
  around_.truth.name(newest, found.opening.stream);
}

// --- Answers.

void Device::on_answer(const NetworkReply& reply) {
  say("answer " + std::to_string(reply.answer.status));
  key_is_new_ = false;
  answered_ = reply.outcome == Outcome::accepted;
  idle_since_ms_ = around_.loop.now_ms();
  if (!answered_ || usable_since_ms_ == kUnusable) note_usable();
  politeness_.on_answer(reply.outcome, around_.loop.now_ms(), reply.retry_after_ms, reply.events);
  restraint_.on_answer(reply.outcome, reply.events);
  if (reply.outcome == Outcome::malformed) order_lost_ = true;
}

void Device::note_usable() {
  const bool usable =
      answered_ && conditions_ == DeviceConditions() && !purging_ && consent_ == Consent::granted;
  usable_since_ms_ = usable ? around_.loop.now_ms() : kUnusable;
}

// Whether it is known when it has to send: neither its store nor the collector changes that.
bool Device::punctual() const {
  // While the queue is full, what is staged waits for room.
  if (troubled_ || order_lost_ || disk_was_lost_ || dropped_some_) return false;
  for (const Fault fault : {Fault::store_call_fails, Fault::store_keeps_failing, Fault::store_slow,
                            Fault::disk_full, Fault::store_corrupt, Fault::directives}) {
    if (around_.plan.was_on(fault)) return false;
  }
  return true;
}

// --- The end.

void Device::recover() {
  ending_ = true;
  ticks_left_ = 0;
  if (process_ != nullptr) process_->life().set_fuse(PortKind::clock, 0);
  trouble_ = {};
  death_ = {};
  suspended_until_ms_ = 0;
  if (alive() && !open_) kill();
  if (running()) {
    set_device({});
    process_->engine().set_leaving(0);
  }
  // Another key than any before: after 410 the same one would change nothing.
  if (process_ != nullptr) return set_key("KEY-LAST");
  key_ = "KEY-LAST";
  key_is_new_ = true;
  start();
}

void Device::start_flush() {
  flushed_ = false;
  if (!running() || consent_ != Consent::granted) {
    flushed_ = left_out_ = true;
    return;
  }
  // An answer that was on its way when the faults ended may have refused the key, or said 410.
  set_key("KEY-AFTER-ALL");
  keep_going();
  restraint_.on_flush();
  process_->flush([this](const Status& status) {
    restraint_.on_flushed(around_.loop.now_ms());
    flushed_ = status.ok();
  });
}

// An event that answers 400 goes only after another has passed: from time to time there is one.
void Device::keep_going() {
  if (flushed_ || !running()) return;
  track_one(Trait::none);
  around_.loop.after(10 * kMinute, [this] { keep_going(); });
}

std::string Device::describe() {
  if (process_ == nullptr) return "no process runs";
  const Stats stats = process_->engine().counters().snapshot();
  return std::to_string(stats.queued_events) + " events queued, gate " +
         std::to_string(static_cast<int>(process_->engine().recorder().gate()));
}

void Device::close() {
  if (process_ == nullptr || !open_) return;
  process_->close([](const Status&) {});
}

}  // namespace godwit::sim
