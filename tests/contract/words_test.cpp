// The messages that the curl adapter writes and reads, without a network.
#include <curl/curl.h>

#include <cerrno>
#include <limits>
#include <string>

#include "curl/answer_words.h"
#include "curl/failure_words.h"
#include "curl/retry_after.h"
#include "curl/shown.h"
#include "godwit/status.h"
#include "support/catch.h"

using namespace godwit;

TEST_CASE("retry_after: a date is one in each form and beyond 2038, whatever time_t is",
          "[contract][transport]") {
  CHECK(http_date("Sun, 06 Nov 1994 08:49:37 GMT") == 784111777);
  CHECK(http_date("Sunday, 06-Nov-94 08:49:37 GMT") == 784111777);
  CHECK(http_date("Sun Nov  6 08:49:37 1994") == 784111777);
  CHECK(http_date("Tue, 19 Jan 2038 03:14:08 GMT") == 2147483648);
  CHECK(http_date("Fri, 31 Dec 9999 23:59:59 GMT") == 253402300799);
  CHECK(http_date("Fri, 31 Dec 99999 23:59:59 GMT") == 253402300799);
  CHECK(http_date("Thu, 29 Feb 2024 00:00:00 GMT") == 1709164800);
  for (const char* none : {"", "120", "Nov", "06 Nov 1994", "06 Nov 1994 25:00:00", "-1", "soon",
                           "99 Nov 1994 08:49:37 GMT"}) {
    CAPTURE(none);
    CHECK_FALSE(http_date(none));
  }
}

TEST_CASE("retry_after: what is too large is the largest, what is part of a second is one",
          "[contract][transport]") {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 1000 * 1000;
  CHECK(retry_after_ms("120", 0) == 120'000);
  CHECK(retry_after_ms(" 120\t", 0) == 120'000);
  CHECK(retry_after_ms("120 seconds", 0) == 120'000);
  CHECK(retry_after_ms("0.001", 0) == 1'000);
  CHECK(retry_after_ms("2.000", 0) == 2'000);
  CHECK(retry_after_ms("5, 120, 7", 0) == 120'000);
  CHECK(retry_after_ms("+5", 0) == 0);
  CHECK(retry_after_ms(std::string(20, '9'), 0) == kMost);
  CHECK(retry_after_ms(std::string(20, '9') + ".5", 0) == kMost);
  CHECK(retry_after_ms(std::string(4000, '1'), 0) == kMost);
  CHECK(retry_after_ms("Sun, 06 Nov 1994 08:49:37 GMT", 784111770) == 7'000);
  CHECK(retry_after_ms("Sun, 06 Nov 1994 08:49:37 GMT", 784111778) == 0);
}

TEST_CASE("shown: a URL loses its secrets, and its middle before its ends",
          "[contract][transport]") {
  CHECK(shown_url("https://u:p@h.example:1/a@b?k=KEY#f") == "https://h.example:1/a@b");
  CHECK(shown_origin("https://u:p@h.example:1/a@b?k=KEY#f") == "https://h.example:1");
  CHECK(shown_url("no url\x1b") == "no url?");
  const std::string long_url = "https://h.example/" + std::string(5'000, 'x') + "/v1/events";
  const std::string shown = shown_url(long_url);
  CHECK(shown.size() <= 100);
  CHECK(shown.starts_with("https://h.example/x"));
  CHECK(shown.ends_with("x/v1/events"));
  CHECK(shortened("äääääääää", 12) == "äää...ä");
}

TEST_CASE("failure_words: each failure has a reason and an advice", "[contract][transport]") {
  struct Row {
    const char* url;
    TransferFailure failure;
    const char* words;
  };
  const auto failure = [](int code) {
    TransferFailure made;
    made.curl_code = code;
    return made;
  };
  const auto refused = [&](int system_error, bool through_proxy = false) {
    TransferFailure made = failure(CURLE_COULDNT_CONNECT);
    made.system_error = system_error;
    made.through_proxy = through_proxy;
    return made;
  };
  const auto verdict = [&](long result) {
    TransferFailure made = failure(CURLE_PEER_FAILED_VERIFICATION);
    made.verify_result = result;
    return made;
  };
  const auto late = [&](bool resolved, bool connected, bool requested) {
    TransferFailure made = failure(CURLE_OPERATION_TIMEDOUT);
    made.resolved = resolved;
    made.connected = connected;
    made.requested = requested;
    made.after_ms = 150;
    return made;
  };
  const auto tunnel = [&](long status) {
    TransferFailure made = failure(CURLE_RECV_ERROR);
    made.proxy_status = status;
    return made;
  };
  const auto other_tunnel = [&](long status) {
    TransferFailure made = failure(CURLE_OUT_OF_MEMORY);
    made.proxy_status = status;
    return made;
  };
  TransferFailure without_status_line = failure(CURLE_UNSUPPORTED_PROTOCOL);
  without_status_line.connected = true;
  TransferFailure other_name = verdict(0);
  other_name.curl_words =
      "SSL: no alternative certificate subject name matches target host name 'localhost'";
  TransferFailure plain = failure(CURLE_SSL_CONNECT_ERROR);
  plain.curl_words = "error:0A00010B:SSL routines::wrong version number";
  TransferFailure ended = failure(CURLE_SSL_CONNECT_ERROR);
  ended.curl_words = "error:0A000126:SSL routines::unexpected eof while reading";
  const char* const http = "http://h.example:1/v1/events";
  const char* const https = "https://h.example:1/v1/events";
  const Row rows[] = {
      {https, plain, "the server answered in plain http, not TLS; did you mean http://?"},
      {https, ended,
       "the server ended the connection instead of answering in TLS; does it speak https?"},
      {http, failure(CURLE_COULDNT_RESOLVE_HOST), "the host name is not known"},
      {http, failure(CURLE_COULDNT_RESOLVE_PROXY), "the proxy's host name is not known"},
      {http, refused(ECONNREFUSED), "the connection was refused; is a collector listening there?"},
      {http, refused(ECONNREFUSED, true), "the proxy refused the connection"},
      {"http://[2001:db8::1]:1/v1/events", refused(ENETUNREACH),
       "there is no route to the server; does this network have IPv6?"},
      {http, refused(EHOSTUNREACH), "there is no route to the server; is the network up?"},
      {http, refused(EADDRNOTAVAIL), "there is no route to the server; is the network up?"},
      {http, refused(EACCES), "no connection to the server could be made: Permission denied"},
      {http, late(false, false, false), "the name server did not answer within 150 ms"},
      {http, late(true, false, false), "the server did not take the connection within 150 ms"},
      {https, late(true, true, false), "the server did not answer in TLS within 150 ms"},
      {http, late(true, true, false), "the request could not be sent within 150 ms"},
      {http, late(true, true, true), "the request was sent, and no whole reply came within 150 ms"},
      {https, verdict(9), "the server's certificate is not valid yet"},
      {https, verdict(10), "the server's certificate has expired"},
      {https, verdict(18), "the server's certificate is self-signed"},
      {https, verdict(2), "no authority that this device trusts has signed the server's"},
      {https, verdict(19), "the server's certificate is self-signed"},
      {https, verdict(20),
       "no authority that this device trusts has signed the server's certificate"},
      {https, verdict(21), "no authority that this device trusts has signed the server's"},
      {https, other_name, "the server's certificate is for another host name"},
      {https, verdict(66), "the server's certificate is not accepted: "},
      {https, failure(CURLE_SSL_CACERT_BADFILE), "transport.ca_file cannot be read"},
      {https, tunnel(407), "the proxy wants a user and a password; set transport.proxy_auth"},
      {https, tunnel(403), "the proxy refused to connect to the server (403)"},
      {https, tunnel(300), "the proxy refused to connect to the server (300)"},
      {https, tunnel(299), "the connection broke before the reply was complete"},
      {https, tunnel(0), "the connection broke before the reply was complete"},
      {https, failure(CURLE_SEND_ERROR), "the connection broke before the reply was complete"},
      {https, failure(CURLE_PARTIAL_FILE), "the connection broke before the reply was complete"},
      {https, other_tunnel(300), "the proxy refused to connect to the server (300)"},
      {https, other_tunnel(299), "Out of memory"},
      {"ftp://h.example", failure(CURLE_UNSUPPORTED_PROTOCOL),
       "the endpoint is neither http nor https"},
      {http, without_status_line, "the server does not speak http; did you mean https://"},
      {https, without_status_line, "the server does not speak http; check the port"},
      {"no url", failure(CURLE_URL_MALFORMAT), "the endpoint is no URL"},
      {http, refused(0), "no connection to the server could be made"},
      {"HTTPS://h.example", failure(CURLE_GOT_NOTHING),
       "the server closed the connection without a reply"},
      {https, failure(CURLE_GOT_NOTHING), "the server closed the connection without a reply"},
      {http, failure(CURLE_GOT_NOTHING),
       "the server closed the connection without a reply; did you mean https://?"},
      {http, failure(CURLE_WEIRD_SERVER_REPLY), "the server does not speak http"},
      {http, failure(CURLE_OUT_OF_MEMORY), "Out of memory"}};
  for (Row row : rows) {
    row.failure.url = row.url;
    const std::string words = failure_words(row.failure);
    CHECK_THAT(words, Catch::StartsWith(row.words));
    if (std::string_view(row.url).starts_with("HTTPS")) CHECK(words == row.words);  // No advice.
    // With an endpoint of usual length it fits into a Status.
    CHECK(words.size() + sizeof " (https://collector.example/v1/events)" < kStatusMessageBytesMax);
    CHECK(words.find_first_of("\\\"") == std::string::npos);
  }
}

TEST_CASE("answer_words: each answer has its reason", "[contract][transport]") {
  const auto words = [](int status, std::string_view body) {
    HttpAnswer answer;
    answer.status = status;
    answer.url = "http://h/v1/events";
    answer.batch = "b";
    answer.body = body;
    return answer_words(answer);
  };
  const std::string_view ours = R"({"godwit":1,"batch":"b"})";
  const std::string status =
      "the collector answers with a status that the protocol does not know; only 200 acknowledges";
  for (const int other : {201, 202, 206, 302}) CHECK(words(other, ours) == status);
  const std::string batch = "the answer does not name the batch that was sent";
  for (const std::string_view other :
       {R"({"godwit":1,"batch":"c"})", R"({"godwit":1,"batch":null})", R"({"godwit":1})"}) {
    CHECK(words(200, other) == batch);
  }
  const std::string version = "the answer is of another version of the protocol";
  CHECK(words(200, R"({"godwit":2,"batch":"b"})") == version);
  CHECK(words(200, R"({"godwit":"1","batch":"b"})") == version);
  CHECK(words(200, std::string(ours) + "<html>") ==
        "the collector's answer is not one whole JSON text");
  CHECK(words(200, R"({"godwit":1,"batch":"b)") ==
        "the collector's answer is not one whole JSON text");
  CHECK(words(200, R"({"ok":true})") == "the answer does not come from a Godwit collector");
}

TEST_CASE("answer_words: a long endpoint is shortened where it stands", "[contract][transport]") {
  const std::string url = "https://h.example/" + std::string(5'000, 'x') + "/v1/events";
  HttpAnswer answer;
  answer.status = 503;
  answer.url = url;
  answer.content_type = url;
  CHECK(answerer(answer).size() < kStatusMessageBytesMax);
  CHECK_THAT(answerer(answer),
             Catch::StartsWith("503, https://h.example/x") && Catch::EndsWith("x/v1/events"));
}
