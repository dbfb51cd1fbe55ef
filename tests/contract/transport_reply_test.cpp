// Replies that are not as plain as a collector's: encodings, delays, redirects, strangers.
#include <zlib.h>

#include <limits>
#include <string>
#include <utility>

#include "contract/support/curl_client.h"
#include "contract/support/http_server.h"
#include "support/catch.h"

using namespace godwit;

namespace {

// `window_bits` as zlib's: 31 is gzip, 15 is zlib, which HTTP calls deflate.
std::string compressed(std::string_view text, int window_bits) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

constexpr int kGzip = 31;
constexpr int kZlib = 15;

// The reply to one request that is answered with these bytes.
KeptReply answered(const std::string& bytes, ServedRequest* request = nullptr) {
  HttpServer server([&](const ServedRequest&) -> ServedReply {
    return {bytes, ServedReply::Then::close};
  });
  CurlClient client;
  KeptReply reply = client.post(server.url());
  if (request != nullptr) *request = server.requests().at(0);
  return reply;
}

std::int64_t delay_of(const std::string& headers) {
  return answered(http_reply("429 Slow", "x", headers)).retry_after_ms;
}

constexpr std::string_view kBody = R"({"godwit":1,"batch":"b"})";

}  // namespace

TEST_CASE("transport: an encoding that was not asked for is read, and none is asked for",
          "[contract][transport]") {
  const std::pair<const char*, std::string> encodings[] = {
      {"gzip", compressed(kBody, kGzip)},
      {"x-gzip", compressed(kBody, kGzip)},
      {"deflate", compressed(kBody, kZlib)},
      {"gzip, gzip", compressed(compressed(kBody, kGzip), kGzip)},
      {"identity", std::string(kBody)}};
  for (const auto& [name, body] : encodings) {
    CAPTURE(name);
    ServedRequest request;
    const std::string bytes =
        http_reply("200 OK", body, std::string("Content-Encoding: ") + name + "\r\n");
    const KeptReply reply = answered(bytes, &request);
    CHECK(reply.status == 200);
    CHECK(reply.body == kBody);
    CHECK(reply.bytes_received == bytes.size());  // As received, not as decompressed.
    CHECK(request.head.find("ccept-") == std::string::npos);
  }
}

TEST_CASE("transport: a reply that unpacks to more than the bound is cut, not unpacked",
          "[contract][transport]") {
  const std::string bomb = compressed(std::string(64 << 20, 'r'), kGzip);
  const std::string nested = compressed(bomb, kGzip);
  for (const auto& [encoding, body] : {std::pair("gzip", bomb), std::pair("gzip, gzip", nested)}) {
    const KeptReply reply =
        answered(http_reply("200 OK", body, std::string("Content-Encoding: ") + encoding + "\r\n"));
    CHECK(reply.status == 200);
    CHECK(reply.body.size() == kReplyBytesMax);
    CHECK(reply.failure == "the reply is longer than any of a Godwit collector");
  }
}

TEST_CASE("transport: an encoding that cannot be read is named, and keeps its status",
          "[contract][transport]") {
  const std::pair<const char*, std::string> encodings[] = {
      {"compress", std::string(kBody)},
      {"gzip", std::string(kBody)},
      {"gzip", compressed(kBody, kGzip).substr(0, 12)},
      {"gzip, gzip, gzip, gzip, gzip, gzip, gzip", std::string(kBody)}};
  for (const auto& [name, body] : encodings) {
    CAPTURE(name, body.size());
    const KeptReply reply =
        answered(http_reply("413 Large", body, std::string("Content-Encoding: ") + name + "\r\n"));
    CHECK(reply.status == 413);
    if (body.size() == 12) continue;  // As much as was there is a body.
    CHECK(reply.body.empty());
    CHECK(reply.failure == "the reply's Content-Encoding cannot be read");
  }
}

TEST_CASE("transport: a chunked reply of any content type is read", "[contract][transport]") {
  const KeptReply reply = answered(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n"
      "c\r\n{\"godwit\":1,\r\nc\r\n\"batch\":\"b\"}\r\n0\r\n\r\n");
  CHECK(reply.status == 200);
  CHECK(reply.body == kBody);
}

TEST_CASE("transport: a redirect is named with where it points to, and without secrets",
          "[contract][transport]") {
  const auto words = [](const std::string& location) {
    return answered(http_reply("302 Found", "", "Location: " + location + "\r\n")).failure;
  };
  CHECK(words("https://user:secret@elsewhere.example:8443/in?token=secret") ==
        "redirects are not followed, and this one points to https://elsewhere.example:8443; set "
        "the endpoint that answers itself");
  CHECK_THAT(words("/login"), Catch::Contains("points to http://127.0.0.1:"));
  CHECK_THAT(words("https://a\x1b[31m.example/"), !Catch::Contains("\x1b"));
}

TEST_CASE(
    "transport: a stranger's reply is named, and who answered, with content type and endpoint",
    "[contract][transport]") {
  struct Row {
    const char* status;
    std::string body;
    const char* headers;
    const char* words;
    const char* answerer;
  };
  const char* const foreign = "the answer does not come from a Godwit collector";
  const char* const empty = "the reply has no body; a Godwit collector's has one";
  const char* const https = "the server speaks https on this port; did you mean https://?";
  const Row rows[] = {
      {"200 OK", "<!doctype html>", "Content-Type: text/html\r\n", foreign,
       "200, text/html, http://127.0.0.1:"},
      {"200 OK", "", "", empty, "200, http://127.0.0.1:"},
      {"204 None", "", "", empty, "204, http://127.0.0.1:"},
      {"200 OK", "\xEF\xBB\xBF{}", "",
       "a byte order mark stands before the reply, so it is no JSON", "200, http"},
      {"407 Proxy", "<html>", "", "the proxy wants a user and a password; set transport.proxy_auth",
       "407, http"},
      {"511 Log in", "<html>", "", "the network wants somebody to log in first", "511, http"},
      {"400 Bad", "The plain HTTP request was sent to HTTPS port", "", https, "400, http"},
      {"400 Bad", "Client sent an HTTP request to an HTTPS server.", "", https, "400, http"},
      {"200 OK", "x", "Content-Type: text/\x1b[31m\\\"red\r\n", foreign,
       "200, text/?[31m??red, http"}};
  for (const Row& row : rows) {
    CAPTURE(row.status, row.body);
    const KeptReply reply = answered(http_reply(row.status, row.body, row.headers));
    CHECK(reply.failure == row.words);
    CHECK_THAT(reply.answerer, Catch::StartsWith(row.answerer) && Catch::EndsWith("/v1/events"));
  }
}

TEST_CASE("transport: Retry-After is read in all of its forms, and nothing else is taken for it",
          "[contract][transport]") {
  struct Row {
    const char* headers;
    std::int64_t at_least_ms, at_most_ms;
  };
  constexpr std::int64_t kCentury = 100ll * 365 * 86'400'000;
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const Row rows[] = {
      {"Retry-After: 3\r\n", 3'000, 3'000},
      {"retry-after:   3  \r\n", 3'000, 3'000},
      {"Retry-After: 0\r\n", 0, 0},
      {"Retry-After: -1\r\n", 0, 0},
      {"Retry-After: soon\r\n", 0, 0},
      {"Retry-After: \r\n", 0, 0},
      {"Retry-After: 1.5\r\n", 2'000, 2'000},
      {"Retry-After: 99999999999999999999\r\n", kMost - 1'000, kMost},
      {"Retry-After: 9223372036854775807\r\n", kMost - 1'000, kMost},
      {"Retry-After: 5\r\nRetry-After: 120\r\n", 120'000, 120'000},
      {"Retry-After: 120\r\nRetry-After: 5\r\n", 120'000, 120'000},
      {"Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 0, 0},
      {"Retry-After: Fri, 31 Dec 2199 23:59:59 GMT\r\n", kCentury, 2 * kCentury},
      {"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", 70 * kCentury, 100 * kCentury},
      {"Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: Sun, 06 Nov 1994 08:49:47 GMT\r\n",
       10'000, 10'000}};
  for (const Row& row : rows) {
    CAPTURE(row.headers);
    const std::int64_t asked_ms = delay_of(row.headers);
    CHECK(asked_ms >= row.at_least_ms);
    CHECK(asked_ms <= row.at_most_ms);
  }
}
