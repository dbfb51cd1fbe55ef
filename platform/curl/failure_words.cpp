#include "curl/failure_words.h"

#include <curl/curl.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "curl/shown.h"

namespace godwit {
namespace {

bool is_https(std::string_view url) {
  constexpr std::string_view kScheme = "https:";
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    if (i >= url.size() || (url[i] >= 'A' && url[i] <= 'Z' ? url[i] | 0x20 : url[i]) != kScheme[i])
      return false;
  }
  return true;
}

std::string_view peer(const TransferFailure& failure) {
  return failure.through_proxy ? "the proxy" : "the server";
}

std::string connection_words(const TransferFailure& failure) {
  const std::string who(peer(failure));
  switch (failure.system_error) {
    case ECONNREFUSED:
      return failure.through_proxy
                 ? "the proxy refused the connection; check transport.proxy, or the environment's"
                 : "the connection was refused; is a collector listening there?";
    case ENETUNREACH:
    case EHOSTUNREACH:
    case EADDRNOTAVAIL:
      return "there is no route to " + who +
             (failure.url.find("://[") != std::string_view::npos ? "; does this network have IPv6?"
                                                                 : "; is the network up?");
    case 0:
      return "no connection to " + who + " could be made";
    default:
      return "no connection to " + who + " could be made: " + std::strerror(failure.system_error);
  }
}

std::string timeout_words(const TransferFailure& failure) {
  const std::string after = " within " + std::to_string(failure.after_ms) + " ms";
  if (failure.requested) return "the request was sent, and no whole reply came" + after;
  if (is_https(failure.url) && failure.connected) {
    return "the server did not answer in TLS" + after + "; does it speak https?";
  }
  if (failure.connected) return "the request could not be sent" + after;
  if (!failure.resolved) return "the name server did not answer" + after;
  return std::string(peer(failure)) + " did not take the connection" + after +
         "; is a firewall between, or the port wrong?";
}

// If a server answers in plain http, TLS libraries report a wrong version of the protocol.
bool plain_answer(std::string_view words) {
  constexpr std::array<std::string_view, 6> kSigns = {
      "wrong version number",  "packet length too long", "http request",
      "unexpected TLS packet", "unknown protocol",       "record overflow"};
  for (const std::string_view sign : kSigns) {
    if (words.find(sign) != std::string_view::npos) return true;
  }
  return false;
}

std::string handshake_words(const TransferFailure& failure) {
  if (plain_answer(failure.curl_words)) {
    return "the server answered in plain http, not TLS; did you mean http://?";
  }
  for (const std::string_view sign : {"unexpected eof", "SSL_ERROR_SYSCALL", "reset"}) {
    if (failure.curl_words.find(sign) == std::string_view::npos) continue;
    return "the server ended the connection instead of answering in TLS; does it speak https?";
  }
  return "TLS could not be agreed with the server: " + shown_text(failure.curl_words);
}

// libcurl compares the names itself. The numbers are OpenSSL's X509_V_ERR_…; other TLS libraries
// report none.
std::string certificate_words(const TransferFailure& failure) {
  for (const std::string_view sign : {"subject name", "target host name"}) {
    if (failure.curl_words.find(sign) == std::string_view::npos) continue;
    return "the server's certificate is for another host name; check the endpoint's host";
  }
  switch (failure.verify_result) {
    case 9:
      return "the server's certificate is not valid yet; is this device's clock right?";
    case 10:
      return "the server's certificate has expired; renew it there, or set this device's clock";
    case 18:
    case 19:
      return "the server's certificate is self-signed; name it in transport.ca_file to trust it";
    case 2:
    case 20:
    case 21:
      return "no authority that this device trusts has signed the server's certificate; name it "
             "in transport.ca_file";
    default:
      return "the server's certificate is not accepted: " + shown_text(failure.curl_words);
  }
}

std::string receiving_words(const TransferFailure& failure) {
  if (failure.proxy_status == 407) {
    return "the proxy wants a user and a password; set transport.proxy_auth";
  }
  if (failure.proxy_status / 100 > 2) {
    return "the proxy refused to connect to the server (" + std::to_string(failure.proxy_status) +
           "); check transport.proxy, or the environment's";
  }
  return "the connection broke before the reply was complete";
}

std::string foreign_words(const TransferFailure& failure) {
  return is_https(failure.url) ? "the server does not speak http; check the port"
                               : "the server does not speak http; did you mean https://, or "
                                 "another port?";
}

}  // namespace

std::string failure_words(const TransferFailure& failure) {
  switch (static_cast<CURLcode>(failure.curl_code)) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "the host name is not known; check the endpoint, and the network";
    case CURLE_COULDNT_RESOLVE_PROXY:
      return "the proxy's host name is not known; check transport.proxy, or the environment's";
    case CURLE_COULDNT_CONNECT:
      return connection_words(failure);
    case CURLE_OPERATION_TIMEDOUT:
      return timeout_words(failure);
    case CURLE_SSL_CONNECT_ERROR:
      return handshake_words(failure);
    case CURLE_PEER_FAILED_VERIFICATION:
      return certificate_words(failure);
    case CURLE_SSL_CACERT_BADFILE:
      return "transport.ca_file cannot be read as certificates in PEM";
    case CURLE_GOT_NOTHING:
      return is_https(failure.url)
                 ? "the server closed the connection without a reply"
                 : "the server closed the connection without a reply; did you mean https://?";
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return receiving_words(failure);
    case CURLE_WEIRD_SERVER_REPLY:
      return foreign_words(failure);
    case CURLE_UNSUPPORTED_PROTOCOL:  // Also for a reply without a status line.
      if (failure.connected) return foreign_words(failure);
      return "the endpoint is neither http nor https";
    case CURLE_URL_MALFORMAT:
      return "the endpoint is no URL";
    default:
      if (failure.proxy_status / 100 > 2) return receiving_words(failure);
      return failure.curl_words.empty()
                 ? curl_easy_strerror(static_cast<CURLcode>(failure.curl_code))
                 : shown_text(failure.curl_words);
  }
}

}  // namespace godwit
