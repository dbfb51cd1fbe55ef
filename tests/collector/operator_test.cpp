#include "control/guard.h"
#include "harness.h"
#include "support/catch.h"

namespace godwit::collector::test {
namespace {

TEST_CASE("guard: only this machine's names pass as Host", "[collector]") {
  for (const char* host :
       {"localhost", "LOCALHOST:80", "a.localhost:1", "127.0.0.1", "127.0.0.1:8787", "127.1.2.3",
        "[::1]", "[::1]:8787", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]:80"}) {
    INFO(host);
    CHECK(is_loopback_host(host));
  }
  for (const char* host :
       {"", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "localhost.",
        "notlocalhost", "128.0.0.1", "[::2]", "::1", "127.0.0.1:x", "0.0.0.0", "[::]", "127.1",
        "127...1", "127.0.0.999", "127.0.0.01", "0x7f.0.0.1", "2130706433"}) {
    INFO(host);
    CHECK_FALSE(is_loopback_host(host));
  }
}

TEST_CASE("guard: a page from elsewhere reaches none of the operator's endpoints", "[collector]") {
  Fixture fixture;
  const std::vector<std::pair<std::string, std::string>> endpoints = {
      {"GET", "/inspect/summary"}, {"GET", "/inspect/events"},   {"GET", "/inspect/streams"},
      {"GET", "/inspect/wait"},    {"GET", "/inspect/refusals"}, {"POST", "/inspect/reset"},
      {"POST", "/erase"},          {"POST", "/faults"},          {"GET", "/faults"},
      {"POST", "/directives"},     {"DELETE", "/directives"},    {"POST", "/keys"}};
  for (const auto& [method, path] : endpoints) {
    INFO(path);
    Client& client = fixture.client();
    CHECK(client.request(method, path, "", {"Host: rebound.example"}).status == 403);
    CHECK(client.request(method, path, "", {"Origin: https://evil.example"}).status == 403);
    CHECK(client.request(method, path, "", {"Origin: null"}).status == 403);
  }
  CHECK(fixture.client()
            .request("GET", "/inspect/summary", "", {"Origin: http://localhost:3000"})
            .status == 200);
  const Response wire =
      fixture.client().post("/v1/events", batch({section(1, 1)}).dump(),
                            {"Host: events.example", "Origin: https://a.example"});
  CHECK(wire.status == 200);
}

TEST_CASE("guard: a token is asked for where one was set", "[collector]") {
  Options options;
  options.inspect_token = "secret";
  Fixture fixture(options);
  Client& client = fixture.client();
  CHECK(client.get("/inspect/summary").status == 401);
  CHECK(client.get("/inspect/summary?token=secre").status == 401);
  CHECK(client.get("/inspect/summary?token=secret").status == 200);
  CHECK(client.request("GET", "/faults", "", {"Authorization: Bearer secret"}).status == 200);
  CHECK(client.get("/healthz").status == 200);
}

TEST_CASE("directives: every reply carries them until they expire", "[collector]") {
  Fixture fixture;
  const char* asked =
      R"({"flush_interval_ms":5000,"sampling_permille":500,"off":["noisy"],"expires_in_ms":10000})";
  CHECK(fixture.client().post("/directives", asked).status == 200);
  fixture.advance_ms(4000);
  const Json carried = at(fixture.send(batch({section(1, 1)})).json(), "/directives");
  CHECK(carried == Json::parse(R"({"flush_interval_ms":5000,"sampling_permille":500,
                                   "off":["noisy"],"expires_in_ms":6000})"));
  CHECK(fixture.client().get("/directives").json() == carried);
  fixture.advance_ms(6000);
  CHECK(at(fixture.send(batch({section(2, 2)})).json(), "/directives").is_null());
  CHECK(fixture.client().get("/directives").json() == Json::object());
}

TEST_CASE("directives: they can be taken back, and wrong ones are refused", "[collector]") {
  Fixture fixture;
  Client& client = fixture.client();
  CHECK(client.post("/directives", R"({"flush_interval_ms":5000,"expires_in_ms":9000})").status ==
        200);
  CHECK(client.post("/directives", R"({"flush_interval_ms":5000})").status == 400);
  CHECK(client.post("/directives", R"({"flush_interval_ms":1,"expires_in_ms":9000})").status ==
        400);
  CHECK(client.post("/directives", R"({"off":[1],"expires_in_ms":9000})").status == 400);
  CHECK(client.post("/directives", R"({"of":[],"expires_in_ms":9000})").status == 400);
  CHECK(at(client.get("/directives").json(), "/flush_interval_ms") == 5000);
  CHECK(client.request("DELETE", "/directives", "", {}).status == 200);
  CHECK(at(fixture.send(batch({section(1, 1)})).json(), "/directives").is_null());
}

TEST_CASE("keys: they can be put right while the collector runs", "[collector]") {
  Fixture fixture;
  Client& client = fixture.client();
  const std::string body = batch({section(1, 1)}).dump();
  CHECK(client.post("/v1/events?k=any", body).status == 200);
  CHECK(client.post("/keys", R"({"add":"a"})").status == 200);
  CHECK(client.post("/v1/events?k=any", body).status == 401);
  CHECK(client.post("/v1/events?k=a", body).status == 200);
  CHECK(client.post("/keys", R"({"disable":"a"})").status == 200);
  CHECK(client.post("/v1/events?k=a", body).status == 403);
  CHECK(client.post("/keys", R"({"remove":"a"})").status == 200);
  CHECK(client.post("/v1/events?k=a", body).status == 401);
  CHECK(client.post("/keys", R"({"ad":"a"})").status == 400);
}

}  // namespace
}  // namespace godwit::collector::test
