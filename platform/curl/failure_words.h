// Says in words why there was no reply, and what to do about it.
// Threads: none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace godwit {

// libcurl's facts about a failed transfer.
struct TransferFailure {
  int curl_code = 0;
  std::string_view curl_words;  // libcurl's own sentence; may be empty.
  std::string_view url;
  bool through_proxy = false;  // Through a proxy that the configuration names.
  bool resolved = false;       // The host's name was resolved.
  bool connected = false;      // TCP was connected.
  bool requested = false;      // The request, or a part of it, was sent.
  std::int64_t after_ms = 0;
  int system_error = 0;    // errno of the connection that failed.
  long verify_result = 0;  // OpenSSL's verdict on the certificate.
  long proxy_status = 0;   // The proxy's answer to CONNECT; 0: no answer.
};

// The sentence has no backslashes and no quotes, so it is JSON text too.
[[nodiscard]] std::string failure_words(const TransferFailure& failure);

}  // namespace godwit
