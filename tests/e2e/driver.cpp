// A tracker that is told line by line on standard input what to do, for what `godwit send` does not
// offer. Each line is a command and its words; each is answered with one line of JSON.
//
//   open NAME=VALUE …               endpoint, key, directory, consent, retry_min_ms, retry_max_ms,
//                                   ca_file, plain_http, user, queue_bytes, flush_ms, deferred_ms,
//                                   signals=on (else the system is not listened to),
//                                   power_supply_root, routes_root, bus_address
//   track NAME COUNT JSON           COUNT events; answers the last one's receipt
//   track_as PRIORITY NAME COUNT JSON
//   track_hex NAME TEXT             name and one property's text, as hexadecimal bytes
//   track_real NAME NUMBER          one property; nan and inf are numbers here
//   user ID   super NAME JSON   key KEY   consent CHOICE   reset
//   power [PERCENT [charging] [saving]]   network [KIND [saving_data]]   app STATE   activity
//   flush MS   close MS   destroy   stats   storage
//   flood THREADS MS CLOSE_AFTER_MS every call, from all sides, while the tracker is closed
//   fork                            what each call answers in a child
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "godwit/tracker.h"

namespace {

using godwit::Consent;
using godwit::Status;
using godwit::Tracker;
using nlohmann::json;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

json to_json(const Status& status) {
  return {{"status", godwit::to_string(status.code())}, {"message", status.message()}};
}

json to_json(const godwit::Receipt& receipt) {
  json answer = to_json(receipt.status);
  answer["sequence"] = receipt.sequence;
  return answer;
}

json to_json(const godwit::Stats& stats) {
  json dropped = json::object();
  for (std::size_t i = 0; i < godwit::kDropReasonCount; ++i) {
    dropped[std::string(to_string(static_cast<godwit::DropReason>(i)))] = stats.dropped[i];
  }
  return {{"accepted", stats.accepted},
          {"declined", stats.declined},
          {"repaired", stats.repaired},
          {"recovered", stats.recovered},
          {"delivered", stats.delivered},
          {"duplicates", stats.duplicates},
          {"dropped", dropped},
          {"queued_events", stats.queued_events},
          {"requests", stats.requests},
          {"failed", stats.requests_failed},
          {"connections", stats.connections},
          {"damaged_bytes", stats.damaged_bytes},
          {"storage", godwit::to_string(stats.storage)}};
}

Consent consent_of(const std::string& word) {
  if (word == "pending") return Consent::pending;
  return word == "denied" ? Consent::denied : Consent::granted;
}

godwit::Priority priority_of(const std::string& word) {
  if (word == "immediate") return godwit::Priority::immediate;
  return word == "deferred" ? godwit::Priority::deferred : godwit::Priority::normal;
}

// For an unknown word: a number that no call takes.
template <typename Enum, std::size_t size>
Enum enumerator(const std::array<const char*, size>& names, const std::string& word) {
  std::size_t at = 0;
  while (at < size && word != names[at]) ++at;
  return static_cast<Enum>(at);
}

// Without a word: as the system says.
std::optional<godwit::PowerState> power_of(std::istringstream& words) {
  int percent = 0;
  if (!(words >> percent)) return std::nullopt;
  godwit::PowerState power{static_cast<std::int8_t>(percent), false, false};
  for (std::string word; words >> word;) {
    if (word == "charging") power.charging = true;
    if (word == "saving") power.saving = true;
  }
  return power;
}

std::optional<godwit::NetworkState> network_of(std::istringstream& words) {
  static constexpr std::array<const char*, 5> kKinds = {"unknown", "none", "unmetered", "metered",
                                                        "roaming"};
  std::string kind;
  std::string saving_data;
  if (!(words >> kind)) return std::nullopt;
  words >> saving_data;
  return godwit::NetworkState{enumerator<godwit::NetworkKind>(kKinds, kind),
                              saving_data == "saving_data"};
}

godwit::AppState app_state_of(const std::string& word) {
  static constexpr std::array<const char*, 3> kStates = {"foreground", "background", "terminating"};
  return enumerator<godwit::AppState>(kStates, word);
}

std::string from_hex(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::string rest_of(std::istringstream& words) {
  std::string rest;
  std::getline(words >> std::ws, rest);
  return rest;
}

milliseconds duration(std::istringstream& words) {
  long ms = 0;
  words >> ms;
  return milliseconds(ms);
}

// Counts delivery reports by outcome; they come on the tracker's thread.
class Reports {
 public:
  void add(const godwit::DeliveryReport& report) {
    static constexpr std::array<const char*, 3> kNames = {"sent", "will_retry", "dropped"};
    const std::lock_guard lock(mutex_);
    events_[kNames[static_cast<std::size_t>(report.outcome)]] += report.count;
    if (!report.message.empty()) message_ = report.message;
  }
  std::string message() {
    const std::lock_guard lock(mutex_);
    return message_;
  }
  json counts() {
    const std::lock_guard lock(mutex_);
    return events_;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::uint64_t> events_;
  std::string message_;  // The last report's that has one.
};

// No command takes longer; one that hangs ends the program with SIGALRM.
constexpr unsigned kPatienceSeconds = 40;

class Driver {
 public:
  json run(const std::string& command, std::istringstream& words);

 private:
  json open(std::istringstream& words);
  json track(std::istringstream& words, const godwit::TrackOptions& options = {});
  json stats();
  json flood(std::istringstream& words);
  json fork_child();
  json every_call();

  Reports reports_;
  Tracker tracker_;
};

json Driver::run(const std::string& command, std::istringstream& words) {
  std::string name;
  if (command == "open") return open(words);
  if (command == "track") return track(words);
  if (command == "stats") return stats();
  if (command == "flood") return flood(words);
  if (command == "fork") return fork_child();
  if (command == "user") return to_json(tracker_.set_user(rest_of(words)));
  if (command == "key") return to_json(tracker_.set_key(rest_of(words)));
  if (command == "consent") return to_json(tracker_.set_consent(consent_of(rest_of(words))));
  if (command == "reset") return to_json(tracker_.reset());
  if (command == "flush") return to_json(tracker_.flush(duration(words)));
  if (command == "close") return to_json(tracker_.close(duration(words)));
  if (command == "power") return to_json(tracker_.set_power(power_of(words)));
  if (command == "network") return to_json(tracker_.set_network(network_of(words)));
  if (command == "app") return to_json(tracker_.set_app_state(app_state_of(rest_of(words))));
  if (command == "activity") return to_json(tracker_.note_network_activity());
  if (command == "storage") return to_json(tracker_.storage());
  if (command == "destroy") {
    { const Tracker dying = std::move(tracker_); }
    return to_json(Status());
  }
  words >> name;
  if (command == "track_as") return track(words, {priority_of(name), std::nullopt});
  if (command == "super") {
    const std::string value = rest_of(words);
    return to_json(tracker_.set_super_property(name, godwit::Value::json(value)));
  }
  if (command == "track_real") {
    return to_json(tracker_.track(name, {{"value", std::atof(rest_of(words).c_str())}}));
  }
  if (command == "track_hex") {
    const std::string text = from_hex(rest_of(words));
    return to_json(tracker_.track(from_hex(name), {{"text", text}}));
  }
  return {{"status", "unknown command"}, {"message", command}};
}

json Driver::open(std::istringstream& words) {
  godwit::Config config;
  config.key = "KEY";
  config.consent = Consent::granted;
  config.system_signals.enabled =
      false;  // A test must not depend on this machine's power and network.
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const std::string value = word.substr(equals + 1);
    if (name == "endpoint") config.endpoint = value;
    if (name == "key") config.key = value;
    if (name == "directory") config.data_directory = value;
    if (name == "consent") config.consent = consent_of(value);
    if (name == "user") config.user_id = value;
    if (name == "ca_file") config.transport.ca_file = value;
    if (name == "plain_http") config.transport.allow_plain_http = true;
    if (name == "queue_bytes") config.limits.queue_bytes_max = std::stoull(value);
    if (name == "flush_ms") config.limits.flush_interval = milliseconds(std::stol(value));
    if (name == "deferred_ms") config.limits.deferred_interval = milliseconds(std::stol(value));
    if (name == "signals") config.system_signals.enabled = value == "on";
    if (name == "power_supply_root") config.system_signals.power_supply_root = value;
    if (name == "routes_root") config.system_signals.routes_root = value;
    if (name == "bus_address") config.system_signals.bus_address = value;
    if (name == "retry_min_ms") config.limits.retry_delay_min = milliseconds(std::stol(value));
    if (name == "retry_max_ms") config.limits.retry_delay_max = milliseconds(std::stol(value));
  }
  config.on_delivery = [this](const godwit::DeliveryReport& report) { reports_.add(report); };
  auto opened = Tracker::open(config);
  if (!opened.ok()) return to_json(opened.status());
  tracker_ = std::move(opened.value());
  json answer = to_json(tracker_.storage());
  answer["storage"] = std::exchange(answer["status"], "ok");
  return answer;
}

json Driver::track(std::istringstream& words, const godwit::TrackOptions& options) {
  std::string name;
  long count = 1;
  words >> name >> count;
  const std::string properties = rest_of(words);
  godwit::Receipt receipt;
  long taken = 0;
  for (long i = 0; i < count; ++i) {
    receipt = tracker_.track_json(name, properties, options);
    taken += receipt.ok() ? 1 : 0;
  }
  json answer = to_json(receipt);
  answer["taken"] = taken;
  return answer;
}

json Driver::stats() {
  json answer = to_json(tracker_.stats());
  answer["reports"] = reports_.counts();
  answer["report_message"] = reports_.message();
  return answer;
}

// The tracker is closed in the middle of all its other calls; afterwards it must still answer.
json Driver::flood(std::istringstream& words) {
  int count = 1;
  words >> count;
  const milliseconds total = duration(words);
  const milliseconds close_after = duration(words);
  const auto end = Clock::now() + total;
  std::atomic<std::uint64_t> accepted = 0;
  const auto hammer = [&](int which) {
    while (Clock::now() < end) {
      if (tracker_.track("flood").ok()) ++accepted;
      if (which % 4 == 0) static_cast<void>(tracker_.flush(milliseconds(1)));
      if (which % 4 == 1) static_cast<void>(tracker_.set_key("KEY"));
      if (which % 4 == 2) static_cast<void>(tracker_.set_user("somebody"));
      if (which % 4 == 3) static_cast<void>(tracker_.stats());
      if (which % 4 == 3) static_cast<void>(tracker_.set_power(godwit::PowerState{50}));
      if (which % 4 == 0) static_cast<void>(tracker_.note_network_activity());
    }
  };
  std::vector<std::thread> threads;
  for (int which = 0; which < count; ++which) threads.emplace_back(hammer, which);
  std::this_thread::sleep_for(close_after);
  static_cast<void>(tracker_.close(milliseconds(0)));
  for (std::thread& thread : threads) thread.join();
  json answer = to_json(tracker_.track("late").status);
  answer["accepted"] = accepted.load();
  return answer;
}

json Driver::every_call() {
  const auto word = [](const Status& status) { return to_string(status.code()); };
  json answer;
  answer["track"] = word(tracker_.track("child").status);
  answer["set_user"] = word(tracker_.set_user("child"));
  answer["set_super_property"] = word(tracker_.set_super_property("child", 1));
  answer["flush"] = word(tracker_.flush(milliseconds(100)));
  answer["set_key"] = word(tracker_.set_key("CHILD"));
  answer["set_consent"] = word(tracker_.set_consent(Consent::denied));
  answer["reset"] = word(tracker_.reset());
  answer["set_power"] = word(tracker_.set_power({}));
  answer["set_network"] = word(tracker_.set_network({}));
  answer["set_app_state"] = word(tracker_.set_app_state(godwit::AppState::background));
  answer["note_network_activity"] = word(tracker_.note_network_activity());
  answer["close"] = word(tracker_.close(milliseconds(100)));
  return answer;
}

// A child that hangs is ended by its alarm; what it said until then is the answer.
json Driver::fork_child() {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return {{"status", "no pipe"}};
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(5);
    ::close(ends[0]);
    json said = every_call();
    { const Tracker dying = std::move(tracker_); }
    said["destroyed"] = true;
    const std::string text = said.dump();
    const ssize_t written = ::write(ends[1], text.data(), text.size());
    ::_exit(written == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  ::close(ends[1]);
  std::string text;
  std::array<char, 4096> chunk{};
  for (ssize_t count = 0; (count = ::read(ends[0], chunk.data(), chunk.size())) > 0;) {
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  json said = json::parse(text, nullptr, false);
  if (said.is_discarded()) said = json::object();
  said["status"] = WIFEXITED(status) ? "exited" : "killed";
  said["exit"] = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
  return said;
}

}  // namespace

int main() {
  Driver driver;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    ::alarm(kPatienceSeconds);
    const auto start = Clock::now();
    json answer = driver.run(command, words);
    answer["took_ms"] = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    ::alarm(0);
    std::cout << answer.dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
  }
  return 0;
}
