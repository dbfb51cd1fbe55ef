// A host harms the files of a tracker that it links: it changes directory, limits files, closes
// descriptors, takes the directory away. Each case runs in a process of its own.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

#include "contract/support/child_process.h"
#include "contract/support/files.h"
#include "godwit/tracker.h"
#include "native/queue_inspector.h"
#include "support/catch.h"
#include "tracker/support.h"

using namespace godwit;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;

constexpr int kEvents = 50;
constexpr int kDone = 0;
constexpr auto kNoLimit = std::uint64_t(-1);  // RLIM_INFINITY

Config host_config(const std::string& directory, Consent consent = Consent::granted) {
  Config config = quiet_config(kNobody, directory);
  config.consent = consent;
  config.limits.staging_bytes = 256 * 1024;
  config.limits.event_bytes_max = 16 * 1024;
  config.limits.drain_interval = 10ms;
  return config;
}

bool track_all(Tracker& tracker, int events = kEvents) {
  for (int i = 0; i < events; ++i) {
    if (!tracker.track("secret", {{"i", i}}).ok()) return false;
  }
  return true;
}

std::size_t queued_in(const std::string& directory) {
  QueueInspection inspection;
  return inspect_queue(directory, inspection).ok() ? inspection.events.size() : 0;
}

bool wait_until(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

// Two places, each with a directory `q` that holds a queue.
class TwoPlaces {
 public:
  TwoPlaces() {
    for (const char* const place : {"here", "there"}) {
      fs::create_directories(root_.file(place));
      CHECK(run_in_child([&] {
              Result<Tracker> opened = Tracker::open(host_config(root_.file(place) + "/q"));
              return opened.ok() && track_all(opened.value()) ? kDone : 1;
            }) == kDone);
    }
  }

  [[nodiscard]] std::string here() const { return root_.file("here/q"); }
  [[nodiscard]] std::string there() const { return root_.file("there/q"); }

  // Opens `q` here, relative, then does `act` with the process's directory there.
  [[nodiscard]] int from_there(Consent consent, const std::function<int(Tracker&)>& act) const {
    return run_in_child([&] {
      if (::chdir(root_.file("here").c_str()) != 0) return 90;
      Result<Tracker> opened = Tracker::open(host_config("q", consent));
      if (!opened.ok() || !opened.value().storage().ok()) return 91;
      if (::chdir(root_.file("there").c_str()) != 0) return 92;
      return act(opened.value());
    });
  }

 private:
  TemporaryDirectory root_;
};

}  // namespace

TEST_CASE("hosts: a denial erases where the events are, whatever the current directory",
          "[tracker]") {
  const TwoPlaces places;
  CHECK(places.from_there(Consent::granted, [](Tracker& tracker) {
    if (!track_all(tracker)) return 1;
    return tracker.set_consent(Consent::denied).ok() ? kDone : 2;
  }) == kDone);
  CHECK(files_with(places.here(), "secret").empty());
  CHECK(queued_in(places.here()) == 0);
  CHECK(queued_in(places.there()) == kEvents);
}

TEST_CASE("hosts: a reset erases where the events are, whatever the current directory",
          "[tracker]") {
  const TwoPlaces places;
  CHECK(places.from_there(Consent::granted, [](Tracker& tracker) {
    return track_all(tracker) && tracker.reset().ok() && tracker.track("fresh").ok() ? kDone : 1;
  }) == kDone);
  CHECK(files_with(places.here(), "secret").empty());
  CHECK(queued_in(places.here()) == 1);
  CHECK(queued_in(places.there()) == kEvents);
}

TEST_CASE("hosts: consent given after a change of directory is stored where it was asked for",
          "[tracker]") {
  const TemporaryDirectory root;
  fs::create_directories(root.file("here"));
  fs::create_directories(root.file("there"));
  CHECK(run_in_child([&] {
          if (::chdir(root.file("here").c_str()) != 0) return 1;
          Result<Tracker> opened = Tracker::open(host_config("q", Consent::pending));
          if (!opened.ok() || !track_all(opened.value())) return 2;
          if (::chdir(root.file("there").c_str()) != 0) return 3;
          return opened.value().set_consent(Consent::granted).ok() ? kDone : 4;
        }) == kDone);
  CHECK(queued_in(root.file("here/q")) == kEvents);
  CHECK(names_in(root.file("there")).empty());
}

TEST_CASE("hosts: a path that begins with file: is a path", "[tracker]") {
  const TemporaryDirectory root;
  CHECK(run_in_child([&] {
          if (::chdir(root.path().c_str()) != 0) return 1;
          Result<Tracker> opened = Tracker::open(host_config("file:q?mode=memory"));
          if (!opened.ok() || !opened.value().storage().ok()) return 2;
          if (!track_all(opened.value())) return 3;
          opened.value().close(0ms);
          return kDone;
        }) == kDone);
  CHECK(fs::exists(root.file("file:q?mode=memory/events.db")));
  CHECK(queued_in(root.file("file:q?mode=memory")) == kEvents);
}

TEST_CASE("hosts: a directory that others can write to is refused, before anything is written",
          "[tracker]") {
  const TemporaryDirectory root;
  REQUIRE(::chmod(root.path().c_str(), 0777) == 0);
  for (const Consent consent : {Consent::granted, Consent::pending, Consent::denied}) {
    const Status status = Tracker::open(host_config(root.path(), consent)).status();
    CHECK(status.code() == StatusCode::invalid_argument);
    CHECK(status.message().find("chmod go-w") != std::string_view::npos);
  }
  CHECK(names_in(root.path()).empty());
}

TEST_CASE("hosts: a link in the place of a file of ours overwrites nothing", "[tracker]") {
  for (const char* const name : {"format.new", "format", "lock", "events.db", "events.db-wal",
                                 "staging.ring", "staging.ring.new"}) {
    INFO(name);
    const TemporaryDirectory root;
    const TemporaryDirectory elsewhere;
    write_file(elsewhere.file("target"), "precious");
    fs::create_symlink(elsewhere.file("target"), root.file(name));
    Result<Tracker> opened = Tracker::open(host_config(root.path()));
    if (opened.ok()) {
      CHECK(opened.value().track("e").ok());
      opened.value().close(0ms);
    }
    CHECK(read_file(elsewhere.file("target")) == "precious");
  }
}

TEST_CASE("hosts: a limit on files runs the tracker in memory and never ends the application",
          "[tracker]") {
  for (const std::uint64_t bytes : {0, 100'000}) {
    const TemporaryDirectory root;
    CHECK(run_in_child([&] {
            limit_files(bytes);
            Result<Tracker> opened = Tracker::open(host_config(root.file("q")));
            if (!opened.ok()) return 1;
            Tracker& tracker = opened.value();
            if (!track_all(tracker)) return 2;
            if (tracker.storage().code() != StatusCode::storage_unavailable) return 3;
            tracker.close(0ms);
            return kDone;
          }) == kDone);
  }
}

TEST_CASE("hosts: a limit on files that is reached later is said and costs no event", "[tracker]") {
  const TemporaryDirectory root;
  CHECK(run_in_child([&] {
          Config config = host_config(root.file("q"));
          config.limits.staging_bytes = 4 * 1024 * 1024;
          Result<Tracker> opened = Tracker::open(config);
          if (!opened.ok() || !opened.value().storage().ok()) return 1;
          Tracker& tracker = opened.value();
          limit_files(300'000);
          const std::string text(4'000, 'x');
          for (int i = 0; i < 200; ++i) {
            if (!tracker.track("large", {{"text", text}}).ok()) return 2;
          }
          const bool said = wait_until(
              [&] { return tracker.storage().code() == StatusCode::storage_unavailable; });
          if (!said) return 3;
          limit_files(kNoLimit);
          if (!wait_until([&] { return tracker.storage().ok(); })) return 4;
          tracker.close(0ms);
          return kDone;
        }) == kDone);
  CHECK(queued_in(root.file("q")) == 200);
}

TEST_CASE("hosts: a log that nobody reads, or that is full, does not end the application",
          "[tracker]") {
  const TemporaryDirectory root;
  write_file(root.file("no"), "a file");
  const auto opens_in_memory = [&] {
    Config config = host_config(root.file("no/such\nplace/\x01"));
    config.log = {};  // To standard error.
    Result<Tracker> opened = Tracker::open(config);
    return opened.ok() && !opened.value().storage().ok() ? kDone : 1;
  };
  CHECK(run_in_child([&] {
          int ends[2];
          if (::pipe(ends) != 0) return 90;
          ::dup2(ends[1], STDERR_FILENO);
          ::close(ends[0]);
          ::close(ends[1]);
          return opens_in_memory();
        }) == kDone);
  CHECK(run_in_child([&] {
          const int file = ::open(root.file("log").c_str(), O_WRONLY | O_CREAT, 0600);
          ::dup2(file, STDERR_FILENO);
          limit_files(0);
          return opens_in_memory();
        }) == kDone);
}

TEST_CASE("hosts: an application without standard streams writes into none of our files",
          "[tracker]") {
  const TemporaryDirectory root;
  CHECK(run_in_child([&] {
          for (const int fd : {0, 1, 2}) ::close(fd);
          Result<Tracker> opened = Tracker::open(host_config(root.file("q")));
          if (!opened.ok() || !track_all(opened.value())) return 1;
          for (const int fd : {0, 1, 2}) {
            const std::string link = "/proc/self/fd/" + std::to_string(fd);
            std::error_code error;
            const fs::path target = fs::read_symlink(link, error);
            if (!error && target != "/dev/null") return 2;
            if (::write(fd, "noise", 5) == 0) return 3;
          }
          opened.value().close(0ms);
          return kDone;
        }) == kDone);
  CHECK(files_with(root.path(), "noise").empty());
  CHECK(queued_in(root.file("q")) == kEvents);
}

TEST_CASE("hosts: a directory that is removed or moved is noticed at the next write", "[tracker]") {
  for (const bool moved : {false, true}) {
    INFO((moved ? "moved" : "removed"));
    const TemporaryDirectory root;
    CHECK(run_in_child([&] {
            const std::string path = root.file("q");
            Result<Tracker> opened = Tracker::open(host_config(path));
            if (!opened.ok() || !opened.value().storage().ok()) return 1;
            Tracker& tracker = opened.value();
            if (moved) {
              fs::rename(path, root.file("elsewhere"));
              fs::create_directory(path);
            } else {
              fs::remove_all(path);
            }
            if (!track_all(tracker)) return 2;
            const bool said = wait_until(
                [&] { return tracker.storage().code() == StatusCode::storage_unavailable; });
            if (!said) return 3;
            if (tracker.stats().storage != StatusCode::storage_unavailable) return 4;
            if (!tracker.track("still taken").ok()) return 5;
            if (moved && !names_in(path).empty()) return 6;
            if (!moved) {
              // The remaining events are lost, and close() says so.
              const Status closed = tracker.close(0ms);
              if (closed.message().find("lost") == std::string_view::npos) return 8;
              const auto lost = static_cast<std::size_t>(DropReason::lost);
              return tracker.stats().dropped[lost] == kEvents + 1 ? kDone : 9;
            }
            fs::remove(path);
            fs::rename(root.file("elsewhere"), path);
            return wait_until([&] { return tracker.storage().ok(); }) ? kDone : 7;
          }) == kDone);
    if (moved) CHECK(queued_in(root.file("q")) == kEvents + 1);
  }
}

TEST_CASE("hosts: a store's file that is taken away is noticed at the next write", "[tracker]") {
  const TemporaryDirectory root;
  CHECK(run_in_child([&] {
          Result<Tracker> opened = Tracker::open(host_config(root.file("q")));
          if (!opened.ok()) return 1;
          Tracker& tracker = opened.value();
          fs::rename(root.file("q/events.db"), root.file("events.db"));
          if (!track_all(tracker)) return 2;
          const bool said = wait_until(
              [&] { return tracker.storage().code() == StatusCode::storage_unavailable; });
          if (!said) return 3;
          // Nobody knows where the directory is, so its contents cannot be erased.
          return tracker.set_consent(Consent::denied).ok() ? 4 : kDone;
        }) == kDone);
}
