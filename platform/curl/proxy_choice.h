// Chooses the proxy of a request, and describes it.
//
// A configured proxy is used for every host. Otherwise libcurl reads the environment (http_proxy,
// https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY, except the hosts of no_proxy and NO_PROXY).
// Requests to this machine use no proxy of the environment: they carry the write key and must stay
// on the machine.
// Threads: none.
#pragma once

#include <string>
#include <string_view>

namespace godwit {

struct ProxyChoice {
  const char* proxy;     // CURLOPT_PROXY; nullptr: the environment's. Empty: none.
  const char* no_proxy;  // CURLOPT_NOPROXY; nullptr: the environment's.
};

// Lifetime: refers to `configured`.
[[nodiscard]] ProxyChoice choose_proxy(const std::string& configured, std::string_view url);

// Returns the sentence for the log if `curl_text` says that libcurl takes a proxy from the
// environment; otherwise empty. The sentence has no password.
[[nodiscard]] std::string environment_proxy_notice(std::string_view curl_text);

}  // namespace godwit
