// Why there was no reply, in words: what happened, and what to do about it.
// Threads: none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace godwit {

// What libcurl knows of a transfer that failed.
struct TransferFailure {
  int curl_code = 0;
  std::string_view curl_words;  // libcurl's own sentence; may be empty.
  std::string_view url;
  bool through_proxy = false;  // One that the configuration names.
  bool resolved = false;       // The host's name.
  bool connected = false;      // TCP.
  bool requested = false;      // The request, or a part of it, went out.
  std::int64_t after_ms = 0;
  int system_error = 0;    // errno of the connection that failed.
  long verify_result = 0;  // OpenSSL's verdict of the certificate.
  long proxy_status = 0;   // The proxy's answer to CONNECT; 0: none.
};

// Without backslashes and quotes, so that it is JSON text too.
[[nodiscard]] std::string failure_words(const TransferFailure& failure);

}  // namespace godwit
