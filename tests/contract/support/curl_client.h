// A CurlTransport with the least around it, driven by the test's own thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "contract/support/manual_scheduler.h"
#include "curl/curl_poller.h"
#include "curl/curl_transport.h"
#include "godwit/config.h"

namespace godwit {

// A reply that outlives its completion.
struct KeptReply {
  int status = -1;
  std::string failure;
  std::int64_t retry_after_ms = 0;
  std::string body;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::uint32_t connections_opened = 0;
  std::string answerer;  // During the completion.
};

class CurlClient final {
 public:
  explicit CurlClient(const TransportOptions& options = {}, LogSink* log = nullptr);

  // Starts a request; run_until() sees it through. Only one at a time.
  void start(std::string_view url, std::string_view body = "{}", int gzip_level = 0);
  // Runs the engine's turns until `condition` holds, which is asked after each.
  void run_until(const std::function<bool()>& condition);
  // start() and run_until() the completion has run.
  KeptReply post(std::string_view url, std::string_view body = "{}", int gzip_level = 0);

  [[nodiscard]] const std::vector<KeptReply>& replies() const { return replies_; }
  [[nodiscard]] CurlTransport& transport() { return *transport_; }
  // Runs posted tasks, without looking at the network.
  void run_posted() { scheduler_.run_all(); }
  // Destroys the transport and its poller.
  void close();

 private:
  void on_reply(const HttpReply& reply);

  ManualScheduler scheduler_;
  std::unique_ptr<CurlPoller> poller_ = std::make_unique<CurlPoller>();
  std::unique_ptr<CurlTransport> transport_;
  std::string url_;
  std::string body_;
  std::vector<KeptReply> replies_;
};

}  // namespace godwit
