#include "curl/proxy_choice.h"

#include "base/loopback.h"

namespace godwit {
namespace {

// libcurl writes this for CURLINFO_TEXT: Uses proxy env variable http_proxy == 'http://proxy:3128'
constexpr std::string_view kUsesProxy = "Uses proxy env variable ";
constexpr std::string_view kIs = " == '";

// The proxy without user and password.
std::string shown(std::string_view proxy) {
  const std::size_t scheme = proxy.find("://");
  const std::size_t authority = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t end = proxy.find('/', authority);
  const std::size_t at = proxy.substr(0, end).rfind('@');
  if (at == std::string_view::npos || at < authority) return std::string(proxy);
  return std::string(proxy.substr(0, authority)).append(proxy.substr(at + 1));
}

}  // namespace

ProxyChoice choose_proxy(const std::string& configured, std::string_view url) {
  if (!configured.empty()) return {configured.c_str(), ""};
  if (is_loopback(host_of(url))) return {"", ""};
  return {nullptr, nullptr};
}

std::string environment_proxy_notice(std::string_view curl_text) {
  if (!curl_text.starts_with(kUsesProxy)) return {};
  curl_text.remove_prefix(kUsesProxy.size());
  const std::size_t is = curl_text.find(kIs);
  const std::size_t end = curl_text.rfind('\'');
  if (is == std::string_view::npos || end < is + kIs.size()) return {};
  const std::string_view proxy = curl_text.substr(is + kIs.size(), end - is - kIs.size());
  return std::string("requests go through the proxy ")
      .append(shown(proxy))
      .append(", which the environment names in ")
      .append(curl_text.substr(0, is))
      .append("; set no_proxy, or transport.proxy, to change that");
}

}  // namespace godwit
