// Shared by the tests of the tracker: a configuration that hears nothing of this machine, and a
// collector's answer.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "contract/support/http_server.h"
#include "godwit/tracker.h"
#include "support/catch.h"

namespace godwit {

// Nobody listens there.
inline constexpr const char* kNobody = "http://127.0.0.1:1";

inline Config quiet_config(const std::string& endpoint = kNobody,
                           const std::string& directory = {}) {
  Config config;
  config.endpoint = endpoint;
  config.key = "KEY";
  config.consent = Consent::granted;
  config.data_directory = directory;
  config.automatic_context = false;
  config.system_signals.enabled = false;
  config.transport.gzip_level = 0;
  config.log = [](LogLevel, std::string_view) {};
  return config;
}

inline Tracker opened(const Config& config) {
  Result<Tracker> tracker = Tracker::open(config);
  REQUIRE(tracker.ok());
  return std::move(tracker.value());
}

inline std::string batch_of(const ServedRequest& request) {
  constexpr std::string_view kHeader = "Godwit-Batch: ";
  const std::size_t at = request.head.find(kHeader) + kHeader.size();
  return request.head.substr(at, request.head.find("\r\n", at) - at);
}

// Answers a batch as a collector that stores it.
inline ServedReply store(const ServedRequest& request) {
  return {http_reply("200 OK", "{\"godwit\":1,\"batch\":\"" + batch_of(request) +
                                   "\",\"accepted\":1,\"duplicates\":0}")};
}

}  // namespace godwit
