// Takes three events and sees them delivered.
//   cpp_quickstart ENDPOINT KEY DATA_DIRECTORY
#include <godwit/tracker.h>

#include <chrono>
#include <cstdio>

int main(int argc, char* argv[]) {
  if (argc != 4) {
    std::fputs("usage: cpp_quickstart ENDPOINT KEY DATA_DIRECTORY\n", stderr);
    return 2;
  }

  godwit::Config config;
  config.endpoint = argv[1];
  config.key = argv[2];
  config.consent = godwit::Consent::granted;  // Your user's choice.
  config.data_directory = argv[3];
  config.app_name = "quickstart";

  auto opened = godwit::Tracker::open(config);
  if (!opened.ok()) {
    std::fprintf(stderr, "%s\n", opened.status().c_str());
    return 1;
  }
  godwit::Tracker& tracker = opened.value();

  tracker.track("app_started");
  tracker.track("basket_changed", {{"items", 3}, {"total", 59.9}, {"coupon", nullptr}});
  tracker.track("order_paid", {{"currency", "EUR"}}, {.priority = godwit::Priority::immediate});

  // Optional: what is not delivered in time waits on disk for the next start.
  const godwit::Status closed = tracker.close(std::chrono::seconds(5));
  const godwit::Stats stats = tracker.stats();
  std::printf("delivered %llu, still queued %llu\n",
              static_cast<unsigned long long>(stats.delivered),
              static_cast<unsigned long long>(stats.queued_events));
  return closed.ok() ? 0 : 3;
}
