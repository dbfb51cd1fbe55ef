#include "control/directives.h"

#include "delivery/directives.h"

namespace godwit::collector {
namespace {

bool good_names(const Json& names) {
  if (!names.is_array() || names.size() > kDirectiveNamesMax) return false;
  for (const Json& name : names) {
    const auto* text = name.get_ptr<const std::string*>();
    if (text == nullptr || text->empty() || text->size() > kDirectiveNameBytesMax) return false;
  }
  return true;
}

}  // namespace

std::optional<OperatorError> Directives::set(const Json& json, std::int64_t now_ms) {
  MemberReader members(json, "");
  const auto flush = members.number("flush_interval_ms", kDirectiveFlushIntervalMinMs,
                                    kDirectiveFlushIntervalMaxMs);
  const auto sampling = members.number("sampling_permille", 0, kSamplingAllPermille);
  const Json* off = members.any("off");
  const auto expires =
      members.number("expires_in_ms", kDirectiveExpiryMinMs, kDirectiveExpiryMaxMs);
  if (off != nullptr && !good_names(*off)) {
    members.fail("off", "This must be a list of at most " + std::to_string(kDirectiveNamesMax) +
                            " event names.");
  }
  if (!expires)
    members.fail("expires_in_ms", "This member is missing: for how long the directives hold.");
  if (auto error = members.finish()) return error;
  members_.clear();
  if (flush) members_ += "\"flush_interval_ms\":" + std::to_string(*flush) + ",";
  if (sampling) members_ += "\"sampling_permille\":" + std::to_string(*sampling) + ",";
  if (off != nullptr) {
    members_ += "\"off\":" + off->dump(-1, ' ', false, Json::error_handler_t::replace) + ",";
  }
  expires_at_ms_ = now_ms + static_cast<std::int64_t>(*expires);
  return std::nullopt;
}

std::string Directives::text(std::int64_t now_ms) const {
  if (members_.empty() || now_ms >= expires_at_ms_) return {};
  return "{" + members_ + "\"expires_in_ms\":" + std::to_string(expires_at_ms_ - now_ms) + "}";
}

}  // namespace godwit::collector
