// The write keys: which may send events, which are known but switched off.
//
// A collector that was started without any key takes events from everybody, until it is given one.
// Changes hold until the process ends; the command line is what lasts.
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
  // Whether any key is good, and none is needed.
  [[nodiscard]] bool open() const { return open_; }

  void add(std::string key);
  void disable(std::string key);
  void remove(std::string_view key);

 private:
  std::map<std::string, KeyState, std::less<>> keys_;
  bool open_ = true;
};

}  // namespace godwit::collector
