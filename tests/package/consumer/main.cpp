// Uses what an application links to: the tracker, typed properties, and the names of codes.
#include <godwit/tracker.h>

#include <cstdio>
#include <utility>

int main() {
  godwit::Config config;
  config.endpoint = "http://127.0.0.1:9";
  config.key = "KEY";
  config.consent = godwit::Consent::granted;  // And no data directory: memory only.
  auto opened = godwit::Tracker::open(config);
  if (!opened.ok()) {
    std::fprintf(stderr, "%s: %s\n", to_string(opened.status().code()).data(),
                 opened.status().c_str());
    return 1;
  }
  godwit::Tracker tracker = std::move(opened.value());
  const godwit::Properties properties{{"items", 3}, {"total", 59.9}};
  const bool taken = tracker.track("started").ok() && tracker.track("basket", properties).ok();
  return taken && tracker.stats().accepted == 2 ? 0 : 1;
}
