#include "godwit/tracker.h"

#include <new>
#include <utility>

#include "config_check.h"
#include "files/standard_descriptors.h"
#include "native/native_tracker.h"
#include "native/path_check.h"
#include "properties_writer.h"

namespace godwit {
namespace {

const char* append_typed(Bytes& out, const void* from, const Limits& limits, bool& repaired) {
  const auto& list = *static_cast<const std::initializer_list<Property>*>(from);
  return append_properties(out, {list.begin(), list.size()}, repaired, limits.properties_depth_max);
}

const char* append_collected(Bytes& out, const void* from, const Limits& limits, bool& repaired) {
  const auto& properties = *static_cast<const Properties*>(from);
  if (!properties.error().empty()) return properties.error().data();
  repaired |= properties.repaired();
  const std::string_view json = properties.json();
  const PropertiesSource text = json_properties(json);
  return text.append(out, text.from, limits, repaired);
}

// For generated code, which has checked its own output.
const char* append_written(Bytes& out, const void* from, const Limits&, bool& repaired) {
  const auto& event = *static_cast<const TypedEvent*>(from);
  repaired |= event.repaired;
  out.append(event.properties);
  return nullptr;
}

// The options, with the schema's version.
struct Options {
  SchemaChoice choice;
  RecordOptions record;

  explicit Options(const TrackOptions& options)
      : choice{options.schema, false}, record{options.priority, options.time, &choice} {}
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
};

Receipt closed() {
  return {Status(StatusCode::closed, "the tracker is closed"), 0};
}

}  // namespace

class Tracker::Implementation final : public NativeTracker {
 public:
  using NativeTracker::NativeTracker;
  // In the most derived class, because the worker calls virtual functions until it has ended.
  ~Implementation() override { close(); }
};

Tracker::Tracker() = default;
Tracker::Tracker(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
Tracker::Tracker(Tracker&&) noexcept = default;

Tracker& Tracker::operator=(Tracker&& other) noexcept {
  std::swap(implementation_, other.implementation_);
  return *this;
}

Tracker::~Tracker() {
  // In a forked child the worker thread does not exist, and the files belong to the parent.
  if (implementation_ != nullptr && !implementation_->belongs_here()) {
    static_cast<void>(implementation_.release());
  }
}

Result<Tracker> Tracker::open(const Config& config) {
  Status valid = check_config(config);
  if (valid.ok()) valid = check_paths(config);
  if (!valid.ok()) return valid;
  occupy_standard_descriptors();  // Before libcurl opens its first socket.
  auto implementation = std::make_unique<Implementation>(config);
  const Status status = implementation->open();
  if (!status.ok()) return status;
  return Tracker(std::move(implementation));
}

Receipt Tracker::track(std::string_view name, std::initializer_list<Property> properties,
                       const TrackOptions& options) {
  if (implementation_ == nullptr) return closed();
  Receipt receipt;
  receipt.status = implementation_->record(name, {append_typed, &properties},
                                           Options(options).record, receipt.sequence);
  return receipt;
}

Receipt Tracker::track(std::string_view name, const Properties& properties,
                       const TrackOptions& options) {
  if (implementation_ == nullptr) return closed();
  Receipt receipt;
  receipt.status = implementation_->record(name, {append_collected, &properties},
                                           Options(options).record, receipt.sequence);
  return receipt;
}

Receipt Tracker::track_json(std::string_view name, std::string_view properties,
                            const TrackOptions& options) {
  if (implementation_ == nullptr) return closed();
  Receipt receipt;
  receipt.status = implementation_->record(name, json_properties(properties),
                                           Options(options).record, receipt.sequence);
  return receipt;
}

Receipt Tracker::track_typed(const TypedEvent& event, const TrackOptions& options) {
  if (implementation_ == nullptr) return closed();
  Options typed(options);
  typed.choice = {event.version, true};
  Receipt receipt;
  receipt.status =
      implementation_->record(event.name, {append_written, &event}, typed.record, receipt.sequence);
  return receipt;
}

Receipt Tracker::decline(const Status& why) {
  if (implementation_ == nullptr) return closed();
  return {implementation_->decline(why), 0};
}

Status Tracker::set_user(std::string_view user_id) {
  return implementation_ != nullptr ? implementation_->set_user(user_id) : closed().status;
}

Status Tracker::set_super_property(std::string_view name, const Value& value) {
  if (implementation_ == nullptr) return closed().status;
  if (value.kind() == Value::Kind::null) return implementation_->set_super_property(name, {});
  Bytes json;
  bool repaired = false;
  if (const char* error = append_value(json, value, kPropertiesDepthMax, repaired)) {
    return Status(StatusCode::invalid_argument, "the super-property cannot be sent: ")
        .append(error);
  }
  return implementation_->set_super_property(name, json.view(), repaired);
}

Status Tracker::set_power(const std::optional<PowerState>& power) {
  if (implementation_ == nullptr || !implementation_->belongs_here()) return closed().status;
  return implementation_->set_power(power);
}

Status Tracker::set_network(const std::optional<NetworkState>& network) {
  if (implementation_ == nullptr || !implementation_->belongs_here()) return closed().status;
  return implementation_->set_network(network);
}

Status Tracker::set_app_state(AppState state) {
  if (implementation_ == nullptr || !implementation_->belongs_here()) return closed().status;
  return implementation_->set_app_state(state);
}

Status Tracker::note_network_activity() {
  if (implementation_ == nullptr || !implementation_->belongs_here()) return closed().status;
  return implementation_->note_network_activity();
}

Status Tracker::set_key(std::string_view key) {
  if (implementation_ == nullptr || !implementation_->belongs_here()) return closed().status;
  return implementation_->set_key(key);
}

Status Tracker::set_consent(Consent consent) {
  if (implementation_ == nullptr || !implementation_->belongs_here()) return closed().status;
  return implementation_->set_consent(consent);
}

Status Tracker::reset() {
  if (implementation_ == nullptr || !implementation_->belongs_here()) return closed().status;
  return implementation_->reset();
}

Status Tracker::flush(std::chrono::milliseconds deadline) {
  if (implementation_ == nullptr || !implementation_->belongs_here()) return closed().status;
  return implementation_->flush(deadline);
}

Status Tracker::close(std::chrono::milliseconds deadline) {
  if (implementation_ == nullptr || !implementation_->belongs_here()) return closed().status;
  return implementation_->close(deadline);
}

Stats Tracker::stats() const {
  return implementation_ != nullptr ? implementation_->stats() : Stats();
}

Status Tracker::storage() const {
  return implementation_ != nullptr ? implementation_->storage() : closed().status;
}

}  // namespace godwit
