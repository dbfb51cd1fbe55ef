// Which proxy a request goes through, and how that is told.
//
// A proxy that was configured is used as told, for every host. Otherwise libcurl reads the
// environment (http_proxy, https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY, less no_proxy and
// NO_PROXY), but never for this machine: its traffic carries the write key and stays on it.
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

// The sentence for the log where libcurl says that it takes a proxy from the environment; empty
// where `curl_text` says something else. It holds no password.
[[nodiscard]] std::string environment_proxy_notice(std::string_view curl_text);

}  // namespace godwit
