// The write keys: those that may send events, and those that are known but disabled.
//
// A collector without any key at its start accepts every key, until it gets one.
// Changes last until the process ends; lasting keys stand on the command line.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace godwit::collector {

enum class KeyState : std::uint8_t { good, disabled, unknown };

class Keys {
 public:
  Keys(const std::vector<std::string>& good, const std::vector<std::string>& disabled);

  [[nodiscard]] KeyState check(std::string_view key) const;
  // True if every key is good, and none is needed.
  [[nodiscard]] bool open() const { return open_; }

  void add(std::string key);
  void disable(std::string key);
  void remove(std::string_view key);

 private:
  std::map<std::string, KeyState, std::less<>> keys_;
  bool open_ = true;
};

}  // namespace godwit::collector
