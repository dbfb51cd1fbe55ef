// Shared by the collector's tests: a collector on port 0 with a clock of its own, a blocking HTTP
// client, and batches in short form.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "collector/collector.h"

namespace godwit::collector::test {

using Json = nlohmann::ordered_json;

// The member of `json` at an RFC 6901 pointer, or null.
Json at(const Json& json, const std::string& pointer);

struct Response {
  int status = 0;  // 0: the connection ended without a whole reply.
  std::string head;
  std::string body;

  [[nodiscard]] Json json() const { return Json::parse(body, nullptr, false); }
  [[nodiscard]] std::vector<Json> lines() const;
  [[nodiscard]] bool has_header(const std::string& line) const {
    return head.find("\r\n" + line + "\r\n") != std::string::npos;
  }
};

using Headers = std::vector<std::string>;

// One connection, opened at the first request and again after it was closed.
class Client {
 public:
  explicit Client(std::uint16_t port) : port_(port) {}
  ~Client() { disconnect(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Response get(const std::string& target) { return request("GET", target, "", {}); }
  Response post(const std::string& target, const std::string& body, const Headers& headers = {}) {
    return request("POST", target, body, headers);
  }
  Response request(const std::string& method, const std::string& target, const std::string& body,
                   const Headers& headers);

  void send(std::string_view bytes);
  Response receive();
  void disconnect();

 private:
  void connect();

  std::uint16_t port_;
  int socket_ = -1;
  std::string buffer_;
};

std::string gzip(const std::string& text);

// A directory that goes when the test ends.
class TempDirectory {
 public:
  TempDirectory();
  ~TempDirectory();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A collector's log. Threads: any.
class KeptLog final : public LogSink {
 public:
  void log(LogLevel level, std::string_view message) override;
  [[nodiscard]] bool has_error(const std::string& part) const;

 private:
  mutable std::mutex lock_;
  std::string errors_;
};

// Lifetime: the log outlives the collector.
Options logging_to(LogSink& log);

// A collector that can be stopped and started again on the same directory.
class Fixture {
 public:
  explicit Fixture(Options options = {});
  ~Fixture();

  void restart();
  void stop();
  // Starts it again, if it can.
  Status try_start();
  [[nodiscard]] Client& client() { return *client_; }
  [[nodiscard]] std::uint16_t port() const { return collector_->port(); }
  [[nodiscard]] Collector& collector() { return *collector_; }
  [[nodiscard]] const std::filesystem::path& data() const { return directory_.path(); }
  [[nodiscard]] Options& options() { return options_; }

  void advance_ms(std::int64_t ms) { now_ms_ += ms; }
  [[nodiscard]] std::int64_t now_ms() const { return now_ms_; }

  Response send(const Json& batch) { return client_->post("/v1/events", batch.dump()); }
  Json summary() { return client_->get("/inspect/summary").json(); }
  std::vector<Json> events() { return client_->get("/inspect/events").lines(); }
  std::vector<Json> streams() { return client_->get("/inspect/streams").lines(); }
  // The only event file's path.
  [[nodiscard]] std::filesystem::path event_file() const;

 private:
  void start();

  TempDirectory directory_;
  std::atomic<std::int64_t> now_ms_{1'700'000'000'000};  // 2023-11-14T22:13:20Z
  Options options_;
  std::unique_ptr<Collector> collector_;
  std::unique_ptr<Client> client_;
};

inline constexpr const char* kInstallation = "11111111-1111-4111-8111-111111111111";
inline constexpr const char* kOtherInstallation = "22222222-2222-4222-8222-222222222222";

// The n-th stream id.
std::string stream_id(int number);

// An event with time 1 ms.
Json event(const std::string& name);
// A section of the first stream with events `first` to `last`, all announced.
Json section(std::uint64_t first, std::uint64_t last);
Json batch(std::vector<Json> sections, const std::string& id = "batch-1");

inline constexpr std::int64_t kHourMs = 3'600'000;
inline constexpr std::int64_t kDayMs = 24 * kHourMs;

}  // namespace godwit::collector::test
