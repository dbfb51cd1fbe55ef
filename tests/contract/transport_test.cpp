#include "godwit/ports/transport.h"

#include <arpa/inet.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <zlib.h>

#include <chrono>
#include <future>
#include <iostream>
#include <string>
#include <thread>

#include "contract/support/child_process.h"
#include "contract/support/curl_client.h"
#include "contract/support/dead_port.h"
#include "contract/support/files.h"
#include "contract/support/http_server.h"
#include "native/event_loop.h"
#include "posix/posix_clock.h"
#include "posix/system_entropy.h"
#include "support/catch.h"

using namespace godwit;

namespace {

using std::chrono::milliseconds;

ServedReply answer_ok(const ServedRequest&) {
  return {http_reply("200 OK", "{\"godwit\":1}")};
}
ServedReply stall(const ServedRequest&) {
  return {};
}

std::string gunzip(std::string_view bytes) {
  std::string text(1 << 20, '\0');
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  text.resize(text.size() - stream.avail_out);
  inflateEnd(&stream);
  return text;
}

template <typename Action>
milliseconds time_of(Action action) {
  const auto begin = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
}

bool has_line(std::string_view head, std::string_view line) {
  return head.find(std::string("\r\n").append(line).append("\r\n")) != std::string_view::npos;
}

}  // namespace

TEST_CASE("transport: posts the bytes and gives back status, body and Retry-After",
          "[contract][transport]") {
  HttpServer server([](const ServedRequest&) -> ServedReply {
    return {http_reply("503 Busy", "later", "retry-after: 120\r\n")};
  });
  CurlClient client;
  const KeptReply reply = client.post(server.url(), "{\"a\":1}");
  CHECK(reply.status == 503);
  CHECK(reply.body == "later");
  CHECK(reply.retry_after_ms == 120'000);
  CHECK(reply.answerer == "503, " + server.url());
  const ServedRequest request = server.requests().at(0);
  CHECK(request.body == "{\"a\":1}");
  CHECK(request.head.starts_with("POST /v1/events HTTP/1.1\r\n"));
  CHECK(has_line(request.head, "Content-Type: application/json"));
  CHECK(has_line(request.head, "Authorization: Bearer key"));
  CHECK(request.head.find("Expect") == std::string::npos);
  CHECK(request.head.find("Content-Encoding") == std::string::npos);
  CHECK(reply.bytes_sent == request.head.size() + request.body.size());
  CHECK(reply.bytes_received == http_reply("503 Busy", "later", "retry-after: 120\r\n").size());
}

TEST_CASE("transport: a reply without Retry-After has none from the reply before",
          "[contract][transport]") {
  HttpServer server([](const ServedRequest& request) -> ServedReply {
    if (request.body == "first") return {http_reply("429 Slow", "x", "Retry-After: 7\r\n")};
    return {http_reply("200 OK", "")};
  });
  CurlClient client;
  CHECK(client.post(server.url(), "first").retry_after_ms == 7'000);
  const KeptReply second = client.post(server.url(), "second");
  CHECK(second.retry_after_ms == 0);
  CHECK(second.body.empty());
}

TEST_CASE("transport: a compressed body decodes to what was given", "[contract][transport]") {
  HttpServer server(answer_ok);
  CurlClient client;
  std::string body;
  for (int event = 0; body.size() < 400'000; ++event) {
    body += "{\"name\":\"page_view\",\"n\":" + std::to_string(event * 7919) + "},";
  }
  std::vector<std::size_t> sizes;
  for (const int level : {1, 6, 1, 9}) {
    CHECK(client.post(server.url(), body, level).status == 200);
    const ServedRequest request = server.requests().back();
    CHECK(has_line(request.head, "Content-Encoding: gzip"));
    CHECK(request.body.size() < body.size() / 4);
    sizes.push_back(request.body.size());
    CHECK(gunzip(request.body) == body);
    CHECK(client.replies().back().bytes_sent == request.head.size() + request.body.size());
  }
  CHECK(sizes[0] == sizes[2]);
  CHECK(sizes[0] > sizes[1]);
  CHECK(sizes[1] > sizes[3]);
  CHECK(client.post(server.url(), "", 1).status == 200);
  CHECK(gunzip(server.requests().back().body).empty());
  CHECK(client.post(server.url(), body, 0).status == 200);
  CHECK(server.requests().back().body == body);
  CHECK(client.replies().back().bytes_sent == server.requests().back().head.size() + body.size());
}

TEST_CASE("transport: many requests use one connection", "[contract][transport]") {
  HttpServer server(answer_ok);
  CurlClient client;
  for (int request = 0; request < 50; ++request) {
    const KeptReply reply = client.post(server.url());
    REQUIRE(reply.status == 200);
    CHECK(reply.connections_opened == (request == 0 ? 1 : 0));
  }
  CHECK(server.connections() == 1);
  client.transport().forget_connection();
  CHECK(client.post(server.url()).connections_opened == 1);
  CHECK(client.post(server.url()).connections_opened == 0);
  CHECK(server.connections() == 2);
}

TEST_CASE("transport: a kept connection that the server closed is replaced",
          "[contract][transport]") {
  HttpServer server([](const ServedRequest& request) -> ServedReply {
    return {answer_ok(request).bytes, ServedReply::Then::close};
  });
  CurlClient client;
  for (int request = 0; request < 5; ++request) CHECK(client.post(server.url()).status == 200);
  CHECK(server.connections() == 5);
}

TEST_CASE("transport: cancel() posts a completion with status 0", "[contract][transport]") {
  HttpServer server([](const ServedRequest& request) -> ServedReply {
    return request.body == "stall" ? stall(request) : answer_ok(request);
  });
  CurlClient client;
  client.transport().cancel();
  client.start(server.url(), "stall");
  client.run_until([&] { return server.requests().size() == 1; });
  client.transport().cancel();
  client.transport().cancel();
  CHECK(client.replies().empty());
  client.run_posted();
  REQUIRE(client.replies().size() == 1);
  CHECK(client.replies()[0].status == 0);
  CHECK(client.replies()[0].failure == "cancelled");
  CHECK(client.post(server.url()).status == 200);
}

TEST_CASE("transport: redirects are not followed", "[contract][transport]") {
  HttpServer elsewhere(answer_ok);
  HttpServer server([&](const ServedRequest&) -> ServedReply {
    return {http_reply("307 Temporary Redirect", "", "Location: " + elsewhere.url() + "\r\n")};
  });
  CurlClient client;
  CHECK(client.post(server.url()).status == 307);
  CHECK(elsewhere.requests().empty());
}

TEST_CASE("transport: a reply that is too long is cut", "[contract][transport]") {
  HttpServer server([](const ServedRequest& request) -> ServedReply {
    if (request.body == "long") return {http_reply("200 OK", std::string(3 * kReplyBytesMax, 'r'))};
    return {http_reply("200 OK", std::string(kReplyBytesMax, 'r'))};
  });
  CurlClient client;
  for (const char* body : {"long", "just fits"}) {
    const KeptReply reply = client.post(server.url(), body);
    CHECK(reply.status == 200);
    CHECK(reply.body.size() == kReplyBytesMax);
  }
}

TEST_CASE("transport: without a whole reply there is a sentence instead, which names the endpoint",
          "[contract][transport]") {
  std::string words;
  std::string endpoint = "http://127.0.0.1:";
  TransportOptions options;
  options.total_timeout = milliseconds(200);
  options.connect_timeout = milliseconds(150);
  CurlClient client(options);

  SECTION("connection refused") {
    const DeadPort port(DeadPort::Kind::refusing);
    CHECK(client.post(port.url()).status == 0);
    words = "the connection was refused; is a collector listening there?";
  }
  SECTION("nobody answers the connection") {
    const DeadPort port(DeadPort::Kind::silent);
    const milliseconds taken = time_of([&] { CHECK(client.post(port.url()).status == 0); });
    CHECK(taken >= milliseconds(100));
    CHECK(taken < milliseconds(2000));
    words = "the server did not take the connection within ";
  }
  SECTION("the reply takes longer than the total timeout") {
    HttpServer server(stall);
    const milliseconds taken = time_of([&] { CHECK(client.post(server.url()).status == 0); });
    CHECK(taken >= milliseconds(150));
    CHECK(taken < milliseconds(2000));
    CHECK(client.replies()[0].bytes_sent > 0);
    words = "the request was sent, and no whole reply came within ";
  }
  SECTION("the connection closes in the middle of the reply") {
    HttpServer server([](const ServedRequest&) -> ServedReply {
      return {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", ServedReply::Then::close};
    });
    CHECK(client.post(server.url()).status == 0);
    words = "the connection broke before the reply was complete";
  }
  SECTION("the connection closes before the reply") {
    HttpServer server([](const ServedRequest&) -> ServedReply {
      return {"", ServedReply::Then::close};
    });
    CHECK(client.post(server.url()).status == 0);
    words = "the server closed the connection without a reply; did you mean https://?";
  }
  SECTION("what answers does not speak HTTP") {
    HttpServer server([](const ServedRequest&) -> ServedReply {
      return {"220 mail.example ESMTP\r\n", ServedReply::Then::close};
    });
    CHECK(client.post(server.url()).status == 0);
    words = "the server does not speak http; did you mean https://, or another port?";
  }
  SECTION("what is asked for TLS says nothing") {
    HttpServer server(answer_ok);
    CHECK(client.post(server.url("https")).status == 0);
    words = "the server did not answer in TLS within ";
    endpoint = "https://127.0.0.1:";
  }
  SECTION("no such host") {
    CurlClient patient;  // The resolver of a busy machine takes its time.
    const std::string url = "http://nowhere.invalid/v1/events";
    const KeptReply reply = patient.post(url);
    CHECK(reply.failure == "the host name is not known; check the endpoint, and the network");
    CHECK(reply.answerer == url);
    client.post("");
    endpoint = "";
  }
  SECTION("a proxy that refuses") {
    const DeadPort port(DeadPort::Kind::refusing);
    options.proxy = port.url();
    CurlClient behind(options);
    const KeptReply reply = behind.post("http://collector.example/v1/events");
    CHECK(reply.failure ==
          "the proxy refused the connection; check transport.proxy, or the environment's");
    CHECK(reply.answerer == "http://collector.example/v1/events");
    client.post("");
    endpoint = "";
  }
  SECTION("a proxy that wants a password") {
    HttpServer proxy([](const ServedRequest&) -> ServedReply {
      return {http_reply("407 Who", "<html>"), ServedReply::Then::close};
    });
    options.proxy = proxy.url();
    CurlClient behind(options);
    const KeptReply reply = behind.post("https://collector.example/v1/events");
    CHECK(reply.failure == "the proxy wants a user and a password; set transport.proxy_auth");
    client.post("");
    endpoint = "";
  }
  SECTION("another protocol") {
    CHECK(client.post("file:///etc/hostname").status == 0);
    words = "the endpoint is neither http nor https";
    endpoint = "file:///etc/hostname";
  }
  SECTION("not a URL") {
    CHECK(client.post("").status == 0);
    words = "the endpoint is no URL";
    endpoint = "";
  }
  CHECK_FALSE(client.replies()[0].failure.empty());
  CHECK_THAT(client.replies()[0].failure, Catch::StartsWith(words));
  CHECK_THAT(client.replies()[0].answerer, Catch::StartsWith(endpoint));
  CHECK(client.replies()[0].body.empty());

  HttpServer healthy(answer_ok);
  CHECK(client.post(healthy.url()).status == 200);
}

TEST_CASE("transport: plain http is recognised where TLS was asked for", "[contract][transport]") {
  HttpServer server(answer_ok, [](int socket) -> std::unique_ptr<Stream> {
    char hello[4096];
    constexpr std::string_view kReply = "HTTP/1.1 400 Bad Request\r\n\r\n";
    static_cast<void>(::recv(socket, hello, sizeof hello, 0));
    static_cast<void>(::send(socket, kReply.data(), kReply.size(), MSG_NOSIGNAL));
    return nullptr;
  });
  CurlClient client;
  const KeptReply reply = client.post(server.url("https"));
  CHECK(reply.status == 0);
  CHECK(reply.failure == "the server answered in plain http, not TLS; did you mean http://?");
  CHECK(reply.answerer == server.url("https"));
}

TEST_CASE("transport: a proxy and its password are used", "[contract][transport]") {
  HttpServer proxy(answer_ok);
  TransportOptions options;
  options.proxy = proxy.url();
  options.proxy_auth = "user:password";
  CurlClient client(options);
  CHECK(client.post("http://collector.example/v1/events").status == 200);
  const std::string head = proxy.requests().at(0).head;
  CHECK(head.starts_with("POST http://collector.example/v1/events HTTP/1.1\r\n"));
  CHECK(has_line(head, "Proxy-Authorization: Basic dXNlcjpwYXNzd29yZA=="));
}

TEST_CASE("transport: is destroyed at once, whatever is under way", "[contract][transport]") {
  CurlClient client;
  SECTION("a reply") {
    HttpServer server(stall);
    client.start(server.url());
    client.run_until([&] { return server.requests().size() == 1; });
    CHECK(time_of([&] { client.close(); }) < milliseconds(100));
  }
  SECTION("a connection") {
    const DeadPort port(DeadPort::Kind::silent);
    client.start(port.url());
    int turns = 0;
    client.run_until([&] { return ++turns > 3; });
    CHECK(time_of([&] { client.close(); }) < milliseconds(100));
  }
}

// In a mount namespace of its own, a child sees a resolv.conf that names a server which never
// answers.
TEST_CASE("transport: neither cancel nor closing waits for a stalled name server",
          "[contract][transport]") {
  constexpr int kCannot = 77;
  const TemporaryDirectory root;
  write_file(root.file("resolv.conf"), "nameserver 127.53.53.53\noptions timeout:20\n");
  write_file(root.file("nsswitch.conf"), "hosts: dns\n");
  const int result = run_in_child([&] {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(53);
    ::inet_pton(AF_INET, "127.53.53.53", &address.sin_addr);
    const UniqueFd name_server(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto overlay = [&](const char* name) {
      return ::mount(root.file(name).c_str(), (std::string("/etc/") + name).c_str(), nullptr,
                     MS_BIND, nullptr) == 0;
    };
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        !overlay("resolv.conf") || !overlay("nsswitch.conf") ||
        ::bind(name_server.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      return kCannot;
    }
    CurlClient client;
    char question[512];
    client.start("http://collector.example/");
    client.run_until(
        [&] { return ::recv(name_server.get(), question, sizeof question, MSG_DONTWAIT) > 0; });
    const bool cancels = time_of([&] { client.transport().cancel(); }) < milliseconds(100);
    client.run_posted();
    client.start("http://collector.example/");
    client.run_until(
        [&] { return ::recv(name_server.get(), question, sizeof question, MSG_DONTWAIT) > 0; });
    const bool closes = time_of([&] { client.close(); }) < milliseconds(100);
    return (cancels ? 0 : 1) + (closes ? 0 : 2);
  });
  if (result == kCannot) {
    std::cout << "skipped: cannot put a name server that is silent in front of this test\n";
    return;
  }
  CHECK(result == 0);
}

TEST_CASE("transport: an idle kept-alive connection causes no wakeups", "[contract][transport]") {
  class CountingPoller final : public Poller {
   public:
    explicit CountingPoller(CurlPoller& inner) : inner_(inner) {}
    void wait(int timeout_ms) override {
      ++waits;
      inner_.wait(timeout_ms);
    }
    void wake() override { inner_.wake(); }
    void perform() override { inner_.perform(); }
    int waits = 0;

   private:
    CurlPoller& inner_;
  };
  HttpServer server(answer_ok);
  SystemEntropy entropy;
  const PosixClock clock(entropy);
  CurlPoller curl;
  CountingPoller poller(curl);
  EventLoop loop(clock, poller);
  CurlTransport transport(loop, curl, {});
  struct Idler {
    EventLoop& loop;
    const Clock& clock;
    CountingPoller& poller;
    int status = 0;
    int waits = -1;
    void on_reply(const HttpReply& reply) {
      status = reply.status;
      waits = poller.waits;
      loop.run_at({clock.monotonic().ms + 400}, Task::to<&Idler::end>(this));
    }
    void end() {
      waits = poller.waits - waits;
      loop.stop();
    }
  } idler{loop, clock, poller};
  const std::string url = server.url();
  transport.send({url, {}, "{}", 0}, Transport::Done::to<&Idler::on_reply>(&idler));
  loop.run();
  CHECK(idler.status == 200);
  CHECK(idler.waits <= 2);
}
