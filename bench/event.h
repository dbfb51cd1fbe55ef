// The one event that every program here sends: 330 bytes as JSON, 9 properties of mixed kinds,
// values that vary from event to event as a shop's would. Ours and the floors take the same values
// from the same table, so that they differ in what they do with them only.
//
// Threads: an EventTable does not change once it is made; all threads may read it.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

inline constexpr std::string_view kEventName = "product_viewed";

struct Event {
  std::string page;
  std::string title;  // One in eight has quotes in it, one in eight is not ASCII.
  std::string referrer;
  std::string_view coupon;  // Empty: null.
  std::int64_t quantity = 0;
  double price = 0;   // Two decimals.
  double scroll = 0;  // A ratio of four decimals.
  bool signed_in = false;
  std::int64_t width = 0;  // With the height a list of two.
  std::int64_t height = 0;
};

// splitmix64: the same numbers on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

 private:
  std::uint64_t state_;
};

inline Event make_event(std::uint64_t index) {
  constexpr std::array<const char*, 8> kSections = {"outdoor",  "running", "cycling", "climbing",
                                                    "swimming", "winter",  "kids",    "sale"};
  constexpr std::array<const char*, 8> kGoods = {"trail shoe",    "rain jacket",
                                                 "wool \"base\"", "bike helmet",
                                                 "goggles",       "S\xc3\xbc\xc3\x9fholz tea",
                                                 "down jacket",   "sleeping bag"};
  constexpr std::array<const char*, 6> kSources = {"search",  "newsletter", "social",
                                                   "partner", "ads",        "home"};
  constexpr std::array<const char*, 4> kCoupons = {"", "", "SPRING-10", "WELCOME-5"};
  constexpr std::array<std::array<int, 2>, 5> kScreens = {
      {{1280, 720}, {1920, 1080}, {390, 844}, {412, 915}, {1536, 864}}};

  Random random(index);
  const auto pick = [&random](const auto& list) { return list[random.below(list.size())]; };
  Event event;
  char text[160];
  const char* const section = pick(kSections);
  const auto number = static_cast<unsigned>(random.below(100'000));
  std::snprintf(text, sizeof text, "https://shop.example/%s/item-%05u?color=%03u", section, number,
                static_cast<unsigned>(random.below(1'000)));
  event.page = text;
  std::snprintf(text, sizeof text, "%s, size %u, item %05u, in stock: %u", pick(kGoods),
                static_cast<unsigned>(36 + random.below(12)), number,
                static_cast<unsigned>(random.below(10)));
  event.title = text;
  std::snprintf(text, sizeof text, "https://www.example/%s?campaign=%04u&click=%016llx",
                pick(kSources), static_cast<unsigned>(random.below(2'000)),
                static_cast<unsigned long long>(random.next()));
  event.referrer = text;
  event.coupon = pick(kCoupons);
  event.quantity = static_cast<std::int64_t>(1 + random.below(20));
  event.price = static_cast<double>(199 + random.below(50'000)) / 100.0;
  event.scroll = static_cast<double>(random.below(10'001)) / 10'000.0;
  event.signed_in = random.below(3) != 0;
  const auto screen = pick(kScreens);
  event.width = screen[0];
  event.height = screen[1];
  return event;
}

// More than deflate's window holds, so that no event is found again in it.
class EventTable {
 public:
  static constexpr std::size_t kEvents = 4'096;

  EventTable() {
    events_.reserve(kEvents);
    for (std::size_t index = 0; index < kEvents; ++index) events_.push_back(make_event(index));
  }
  [[nodiscard]] const Event& operator[](std::uint64_t index) const {
    return events_[index % kEvents];
  }

 private:
  std::vector<Event> events_;
};

}  // namespace bench
