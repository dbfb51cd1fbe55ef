#include "recorder.h"

#include <utility>

#include "base/crc32c.h"
#include "base/json_writer.h"
#include "base/repair.h"
#include "delivery/standstill.h"

namespace godwit {
namespace {

// An event up to this size is encoded without an allocation.
constexpr std::size_t kStackBytes = 4096;

constexpr std::string_view kBadProperties = "the properties cannot be sent: ";

const char* append_checked_json(Bytes& out, const void* from, const Limits& limits,
                                bool& repaired) {
  std::string_view text = *static_cast<const std::string_view*>(from);
  if (text.empty()) {
    out.append("{}");
    return nullptr;
  }
  Bytes storage;
  const char* const wrong =
      check_and_repair_json(text, storage, limits.properties_depth_max, JsonToken::begin_object);
  if (wrong == nullptr) out.append(text);
  if (!storage.empty()) repaired = true;
  return wrong;
}

Status invalid(std::string_view what, const char* why = "") {
  return Status(StatusCode::invalid_argument, what).append(why);
}

// The answer to a declined call, for each gate.
constexpr struct {
  StatusCode code;
  const char* sentence;
} kGateAnswers[] = {
    {StatusCode::closed, "the tracker is closed"},
    {StatusCode::queue_full,
     "the tracker was reset, or consent denied, during this call; try again"},
    {StatusCode::queue_full, "the tracker is being reset; try again"},
    {StatusCode::switched_off, "consent is denied"},
    {StatusCode::switched_off, kGoneSentence.data()},
};

}  // namespace

PropertiesSource json_properties(const std::string_view& text) {
  return {append_checked_json, &text};
}

Recorder::Recorder(const Ports& ports, const Limits& limits, Counters& counters)
    : ports_(ports), limits_(limits), counters_(counters), prng_(ports.entropy) {}

void Recorder::set_tasks(Task drain_now, Task drain_later) {
  drain_now_ = drain_now;
  drain_later_ = drain_later;
}

Status Recorder::answer(State state) {
  const auto& answer = kGateAnswers[static_cast<std::size_t>(gate_of(state))];
  return Status(answer.code, answer.sentence);
}

// Checks that a call may begin. `began` is the state that it has read.
Status Recorder::begin(State began) const {
  // Asked first: in a forked child nothing else can be trusted, least of all a lock.
  if (!ports_.staging.owned()) {
    return Status(StatusCode::closed, "this tracker belongs to the parent process; open another");
  }
  return gate_of(began) == Gate::open ? Status() : answer(began);
}

Status Recorder::record(std::string_view name, const PropertiesSource& properties,
                        const RecordOptions& options, Recorded& recorded) {
  Status status = take({name, {}, options.priority, false}, properties, options, recorded);
  if (status.code() == StatusCode::withheld) {
    Counters::add(counters_.withheld, 1);
  } else if (!status.ok()) {
    Counters::add(counters_.declined, 1);
  }
  return status;
}

Status Recorder::decline(const Status& why) {
  Status status = begin(state());
  if (status.ok()) status = why;
  Counters::add(counters_.declined, 1);
  return status;
}

Status Recorder::take(EventDraft draft, PropertiesSource properties, const RecordOptions& options,
                      Recorded& recorded) {
  const State began = state();
  if (Status status = begin(began); !status.ok()) return status;
  char stack[kStackBytes];
  Bytes text{std::span<char>(stack)};
  Encoded event{text};
  Bytes before_hook;
  if (hook_) {
    if (const char* error =
            properties.append(before_hook, properties.from, limits_, event.repaired)) {
      return invalid(kBadProperties, error);
    }
    draft.properties = before_hook.view();
    hook_(draft);
    properties = json_properties(draft.properties);
  }
  if (draft.withheld) return Status(StatusCode::withheld, "the before-send hook withheld it");
  Bytes repaired_name;
  if (repair_text(draft.name, repaired_name)) event.repaired = true;
  if (has_directives_.load(std::memory_order_acquire)) {
    if (Status status = admit(draft); !status.ok()) return status;
  }
  if (Status status = encode(event, draft, properties, options); !status.ok()) return status;
  return append(event, draft.priority, began, options, recorded);
}

Status Recorder::encode(Encoded& event, const EventDraft& draft, const PropertiesSource& properties,
                        const RecordOptions& options) const {
  Bytes& out = event.text;
  if (draft.name.empty()) return invalid("the event has no name");
  if (draft.name.size() > limits_.name_bytes_max) {
    return Status(StatusCode::too_large, "the event's name is longer than name_bytes_max");
  }
  if (static_cast<std::uint32_t>(draft.priority) >= kPriorityCount) {
    return invalid("the event's priority is none of immediate, normal, deferred");
  }
  out.append("{\"n\":");
  static_cast<void>(append_json_string(out, draft.name));
  if (options.time) {
    if (static_cast<std::uint64_t>(options.time->ms) > kEventTimeMaxMs) {
      return invalid(kEventTimeSentence);
    }
    out.append(",\"at\":");
    out.append_decimal_signed(options.time->ms);
  } else {
    out.append(",\"t\":");
    const MonotonicTime called = options.called ? *options.called : ports_.clock.monotonic();
    const std::int64_t since_open = called.ms - opened_ms_.load(std::memory_order_relaxed);
    out.append_decimal(static_cast<std::uint64_t>(since_open < 0 ? 0 : since_open));
  }
  out.append(",\"p\":");
  const std::size_t properties_at = out.size();
  if (const char* error = properties.append(out, properties.from, limits_, event.repaired)) {
    return invalid(kBadProperties, error);
  }
  CheckedEvent checked{draft.name, options.schema, out, properties_at};
  if (Status status = check_event(schemas_, checked); !status.ok()) return status;
  event.marked = checked.marked;
  out.append('}');
  if (out.size() > limits_.event_bytes_max) {
    return Status(StatusCode::too_large, "the event is larger than event_bytes_max");
  }
  return Status();
}

Status Recorder::admit(const EventDraft& draft) {
  const std::lock_guard lock(mutex_);
  if (!directives_.in_force(timeline_->now_ms())) {
    has_directives_.store(false, std::memory_order_release);
    return Status();
  }
  if (directives_.switched_off(draft.name)) {
    return Status(StatusCode::withheld, "the collector switched this event off");
  }
  if (prng_.below(kSamplingAllPermille) >= directives_.sampling_permille) {
    return Status(StatusCode::withheld, "sampled out, as the collector asked");
  }
  return Status();
}

bool Recorder::append_context(Priority priority) {
  scratch_.clear();
  context_.compose(scratch_, session_);
  const std::string_view text = scratch_.view();
  if (!log_.append(RecordKind::context, priority, next_sequence_, text,
                   crc32c(text.data(), text.size()))) {
    return false;
  }
  context_changed_ = false;
  return true;
}

Status Recorder::append(const Encoded& event, Priority priority, State began,
                        const RecordOptions& options, Recorded& recorded) {
  const std::string_view text = event.text.view();
  const std::uint32_t crc = crc32c(text.data(), text.size());
  bool taken = false;
  bool crowded = false;
  {
    const std::lock_guard lock(mutex_);
    // Checked again under the lock: after the gate has closed, or forget() has run, no event can
    // follow.
    if (state() != began) return answer(state());
    const std::int64_t active_ms =
        options.called ? timeline_->at_ms(*options.called) : timeline_->now_ms();
    if (session_.touch(active_ms, limits_.session_idle_max.count(), ports_.entropy)) {
      context_changed_ = true;
    }
    taken = (!context_changed_ || append_context(priority)) &&
            log_.append(RecordKind::event, priority, next_sequence_, text, crc);
    if (taken) recorded = {next_sequence_++, generation_of(began)};
    crowded = log_.used() * 4 >= log_.capacity();
  }
  if (!taken) {
    wake(Wake::now);
    return Status(StatusCode::queue_full, "the staging log is full; try again later");
  }
  Counters::add(counters_.accepted, 1);
  if (event.marked) Counters::add(counters_.marked, 1);
  if (event.repaired) Counters::add(counters_.repaired, 1);
  const bool at_once = drain_at_once_ || priority == Priority::immediate || crowded;
  wake(at_once ? Wake::now : Wake::later);
  return Status();
}

void Recorder::wake(Wake wanted) {
  // Must not be read before the append.
  if (wake_.load(std::memory_order_seq_cst) >= wanted) return;
  if (wake_.exchange(wanted, std::memory_order_seq_cst) >= wanted) return;
  ports_.scheduler.post(wanted == Wake::now ? drain_now_ : drain_later_);
}

// Counts the result of a setter.
Status Recorder::count(Status status, bool repaired) {
  if (status.ok() && repaired) Counters::add(counters_.repaired, 1);
  return status;
}

// The caller holds the lock.
Status Recorder::put_user(std::string_view user_id) {
  Bytes text;
  const bool whole = user_id.empty() || append_json_string(text, user_id);
  context_changed_ = true;
  return count(context_.set_user(text.view(), limits_.context_bytes_max), !whole);
}

Status Recorder::set_identity(std::string_view environment, std::string_view user_id) {
  const std::lock_guard lock(mutex_);
  context_.set_environment(environment);
  return put_user(user_id);
}

Status Recorder::set_user(std::string_view user_id) {
  const State began = state();
  if (Status status = begin(began); !status.ok()) return status;
  const std::lock_guard lock(mutex_);
  if (state() != began) return answer(state());
  return put_user(user_id);
}

Status Recorder::set_super_property(std::string_view name, std::string_view json, bool repaired) {
  const State began = state();
  if (Status status = begin(began); !status.ok()) return status;
  Bytes key;
  Bytes storage;
  if (!append_json_string(key, name)) repaired = true;
  if (!json.empty()) {
    if (const char* error = check_and_repair_json(json, storage, limits_.properties_depth_max)) {
      return invalid("the super-property's value is not JSON: ", error);
    }
  }
  if (!storage.empty()) repaired = true;
  const std::lock_guard lock(mutex_);
  if (state() != began) return answer(state());
  context_changed_ = true;
  return count(context_.set_super_property(key.view(), json, limits_.context_bytes_max), repaired);
}

void Recorder::start(std::span<std::byte> region, const StreamOpening& opening,
                     const Timeline& timeline) {
  const std::lock_guard lock(mutex_);
  timeline_ = &timeline;
  opened_ms_.store(opening.monotonic.ms, std::memory_order_relaxed);
  next_sequence_ = 1;
  context_changed_ = true;
  log_.start(region, opening);
  begin_drain();  // An earlier wake-up was for events that are gone.
}

void Recorder::move_to(std::span<std::byte> region, const StreamOpening& opening) {
  const std::lock_guard lock(mutex_);
  Counters::add(counters_.dropped[static_cast<std::size_t>(DropReason::queue_full)],
                log_.move_to(region, opening));
}

void Recorder::set_gate(Gate gate) {
  const std::lock_guard lock(mutex_);
  const State now = state();
  state_.store(now - now % kGenerationUnit + static_cast<State>(gate), std::memory_order_release);
}

void Recorder::set_directives(Directives&& directives) {
  const std::lock_guard lock(mutex_);
  directives_ = std::move(directives);
  has_directives_.store(true, std::memory_order_release);
}

void Recorder::forget() {
  const std::lock_guard lock(mutex_);
  state_.store(state() + kGenerationUnit, std::memory_order_release);
  context_.reset();
  session_.reset();
  log_.wipe();
  next_sequence_ = 1;
}

void Recorder::restore_session(std::string_view stored) {
  const std::lock_guard lock(mutex_);
  session_.restore(stored);
}

bool Recorder::note_session(std::int64_t interval_ms, Bytes& out) {
  const std::lock_guard lock(mutex_);
  return session_.note(interval_ms, out);
}

std::uint64_t Recorder::last_accepted() {
  const std::lock_guard lock(mutex_);
  return next_sequence_ - 1;
}

}  // namespace godwit
