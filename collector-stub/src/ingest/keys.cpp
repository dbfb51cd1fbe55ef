#include "ingest/keys.h"

#include <utility>

namespace godwit::collector {

Keys::Keys(const std::vector<std::string>& good, const std::vector<std::string>& disabled) {
  for (const std::string& key : good) add(key);
  for (const std::string& key : disabled) disable(key);
}

KeyState Keys::check(std::string_view key) const {
  const auto known = keys_.find(key);
  if (known != keys_.end()) return known->second;
  return open_ ? KeyState::good : KeyState::unknown;
}

void Keys::add(std::string key) {
  // Removing the last key does not open the collector again.
  open_ = false;
  keys_.insert_or_assign(std::move(key), KeyState::good);
}

void Keys::disable(std::string key) {
  keys_.insert_or_assign(std::move(key), KeyState::disabled);
}

void Keys::remove(std::string_view key) {
  const auto known = keys_.find(key);
  if (known != keys_.end()) keys_.erase(known);
}

}  // namespace godwit::collector
