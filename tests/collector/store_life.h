// A store that lives through a script in which its files fail, and what must hold of it.
//
// Every step is tried once, whatever happens. What the store answers is what is believed:
//   - an event that was answered as stored is there exactly once;
//   - one that was not is there once or not at all, and after it was sent again, exactly once;
//   - after an erasure that was answered with success, its events are gone and stay gone;
//   - nobody else's events go with it;
//   - a page is whole, or it is an error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "collector/options.h"
#include "store/store.h"

namespace godwit::collector::test {

// The known state of an event.
enum class Fate : std::uint8_t {
  missing,  // It is not there; sent again, it is stored.
  unsure,   // There once or not at all, now and after it was sent again.
  tried,    // There once or not at all; sent again, it is there.
  stored,   // There once.
  doomed,   // It was stored, and an erasure was tried: there once or not at all.
  erased,   // Not there, and does not come back.
};

// By number of the installation (1 or 2), then of the event in its one stream.
using Fates = std::map<std::pair<int, std::uint64_t>, Fate>;

class StoreLife {
 public:
  StoreLife(std::filesystem::path data, Durability durability);

  // The steps. A store that is not open is opened by the next one.
  void send(int installation, std::uint64_t first, std::uint64_t last);
  void erase(int installation);
  void maintain();
  void reset();
  void read_page();
  void restart();
  void stop() { store_.reset(); }
  void advance_hours(std::int64_t hours) { now_ms_ += hours * 3'600'000; }

  [[nodiscard]] const Fates& fates() const { return fates_; }
  [[nodiscard]] std::int64_t now_ms() const { return now_ms_; }
  // The first broken promise; empty: none.
  [[nodiscard]] const std::string& broken() const { return broken_; }

  // With nothing failing any more: opens the directory, compares, sends everything again, restarts
  // and compares again. Returns what was not as promised.
  [[nodiscard]] static std::string check(const std::filesystem::path& data, Durability durability,
                                         const Fates& fates, std::int64_t now_ms);

 private:
  bool open();
  bool send_batch(int installation, std::uint64_t first, std::uint64_t last);
  void compare(const std::string& page);
  void change_all(Fate from, Fate to);
  void change(int installation, Fate from, Fate to);
  void must(bool good, const std::string& what);

  Options options_;
  std::int64_t now_ms_ = 1'700'000'000'000;  // 2023-11-14T22:13:20Z
  std::unique_ptr<Store> store_;
  Fates fates_;
  std::string broken_;
};

}  // namespace godwit::collector::test
