// Which proxy a request goes through.
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "contract/support/curl_client.h"
#include "contract/support/dead_port.h"
#include "contract/support/http_server.h"
#include "curl/proxy_choice.h"
#include "support/catch.h"

using namespace godwit;

namespace {

ServedReply serve_ok(const ServedRequest&) {
  return {http_reply("200 OK", "{\"godwit\":1}")};
}

// A variable of the environment, for as long as a test runs.
class Variable final {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

struct KeptLog final : LogSink {
  std::vector<std::string> lines;
  void log(LogLevel, std::string_view message) override { lines.emplace_back(message); }
};

std::string with_host(const HttpServer& server, std::string_view host) {
  return "http://" + std::string(host) + ":" + std::to_string(server.port()) + "/";
}

}  // namespace

TEST_CASE("proxy: what stays on this machine does not go to a proxy of the environment",
          "[contract][transport]") {
  const HttpServer proxy(serve_ok);
  for (const char* const name : {"http_proxy", "all_proxy", "ALL_PROXY"}) {
    const Variable variable(name, proxy.url());
    const HttpServer collector(serve_ok);
    for (const char* const host : {"127.0.0.1", "localhost", "LOCALHOST", "[::ffff:127.0.0.1]"}) {
      INFO(name << " " << host);
      KeptLog log;
      CurlClient client({}, &log);
      CHECK(client.post(with_host(collector, host)).status == 200);
      CHECK(log.lines.empty());
    }
    CHECK(collector.requests().size() == 4);
  }
  CHECK(proxy.requests().empty());
}

TEST_CASE("proxy: one of the environment is said once, without its password",
          "[contract][transport]") {
  const HttpServer proxy(serve_ok);
  const std::string address = "127.0.0.1:" + std::to_string(proxy.port());
  const Variable variable("http_proxy", "http://user:secret@" + address);
  KeptLog log;
  CurlClient client({}, &log);
  CHECK(client.post("http://collector.example/").status == 200);
  client.transport().forget_connection();
  CHECK(client.post("http://collector.example/").status == 200);
  CHECK(proxy.requests().size() == 2);
  CHECK(log.lines ==
        std::vector<std::string>{"requests go through the proxy http://" + address +
                                 ", which the environment names in http_proxy; set no_proxy, or "
                                 "transport.proxy, to change that"});
}

TEST_CASE("proxy: one of the environment that refuses is not taken for the collector",
          "[contract][transport]") {
  const DeadPort port(DeadPort::Kind::refusing);
  const Variable proxy("https_proxy", port.url());
  CurlClient client;
  CHECK_THAT(client.post("https://collector.example/v1/events").failure,
             Catch::StartsWith("the proxy refused the connection"));
}

TEST_CASE("proxy: one that was configured is used as told, whatever the environment says",
          "[contract][transport]") {
  const HttpServer proxy(serve_ok);
  const Variable none("no_proxy", "*");
  const Variable other("http_proxy", "http://127.0.0.1:1");
  TransportOptions options;
  options.proxy = proxy.url();
  KeptLog log;
  CurlClient client(options, &log);
  CHECK(client.post("http://127.0.0.1:2/").status == 200);
  CHECK(proxy.requests().at(0).head.starts_with("POST http://127.0.0.1:2/ HTTP/1.1\r\n"));
  CHECK(log.lines.empty());
}

TEST_CASE("proxy: other words of libcurl's are no notice", "[contract][transport]") {
  for (const char* const text : {"", "Connected to proxy", "Uses proxy env variable ",
                                 "Uses proxy env variable no_proxy == '", "Uses proxy"}) {
    CHECK(environment_proxy_notice(text).empty());
  }
  CHECK(environment_proxy_notice("Uses proxy env variable all_proxy == 'a:b@socks5.example'\n")
            .starts_with("requests go through the proxy socks5.example, "));
  CHECK(environment_proxy_notice("Uses proxy env variable X == 'http://p/a@b'\n")
            .starts_with("requests go through the proxy http://p/a@b, "));
}
