#include "harness.h"
#include "support/catch.h"
#include "support/vectors.h"

namespace godwit::collector::test {
namespace {

void check_error(const Response& response, int status, const std::string& code) {
  CHECK(response.status == status);
  CHECK(at(response.json(), "/godwit") == 1);
  CHECK(at(response.json(), "/error/code") == code);
  CHECK(at(response.json(), "/error/message").is_string());
  CHECK(response.has_header("Access-Control-Allow-Origin: *"));
}

Options keyed() {
  Options options;
  options.keys = {"good"};
  options.disabled_keys = {"off"};
  return options;
}

TEST_CASE("collector: both request forms store the same", "[collector]") {
  Fixture fixture(keyed());
  const std::string first = batch({section(1, 2)}, "b1").dump();
  const std::string second = batch({section(3, 4)}, "b2").dump();
  const std::string third = batch({section(5, 6)}, "b3").dump();

  const Response native = fixture.client().post(
      "/v1/events", gzip(first),
      {"Authorization: Bearer good", "Content-Encoding: gzip", "Content-Type: application/json"});
  const Response browser = fixture.client().post("/v1/events?k=good&z=gzip&b=b2", gzip(second),
                                                 {"Content-Type: text/plain"});
  const Response plain = fixture.client().post("/v1/events?k=g%6Fod", third);
  for (const Response* response : {&native, &browser, &plain}) {
    CHECK(response->status == 200);
    CHECK(at(response->json(), "/accepted") == 2);
    CHECK(at(response->json(), "/duplicates") == 0);
    CHECK(at(response->json(), "/refused") == Json::array());
    CHECK(response->has_header("Access-Control-Allow-Origin: *"));
    CHECK(response->has_header("Access-Control-Expose-Headers: Retry-After"));
  }
  CHECK(at(browser.json(), "/batch") == "b2");
  CHECK(fixture.events().size() == 6);
}

TEST_CASE("collector: a key that open() takes is known in both request forms", "[collector]") {
  const Json vectors = godwit::test::read_vectors("keys.json");
  Options options;
  for (const Json& vector : vectors["cases"]) {
    if (vector.contains("encoded")) options.keys.push_back(vector["input"]);
  }
  REQUIRE(options.keys.size() > 10);
  Fixture fixture(options);
  std::uint64_t sequence = 0;
  for (const Json& vector : vectors["cases"]) {
    if (!vector.contains("encoded")) continue;
    INFO(vector.dump());
    ++sequence;
    const std::string body = batch({section(sequence, sequence)}, "b1").dump();
    const std::string encoded = vector["encoded"];
    const Response page = fixture.client().post("/v1/events?k=" + encoded + "&b=b1", body,
                                                {"Content-Type: text/plain"});
    CHECK(page.status == 200);
    CHECK(at(page.json(), "/accepted") == 1);
    const std::string key = vector["input"];
    const Response native =
        fixture.client().post("/v1/events", body, {"Authorization: Bearer " + key});
    CHECK(native.status == 200);
    CHECK(at(native.json(), "/duplicates") == 1);
  }
}

TEST_CASE("collector: a preflight is answered", "[collector]") {
  Fixture fixture;
  const Response response = fixture.client().request("OPTIONS", "/v1/events", "", {});
  CHECK(response.status == 204);
  CHECK(response.has_header("Access-Control-Allow-Origin: *"));
  CHECK(response.head.find("Access-Control-Allow-Headers: Authorization") != std::string::npos);
}

TEST_CASE("collector: keys decide between 200, 401 and 403", "[collector]") {
  Fixture fixture(keyed());
  const std::string body = batch({section(1, 1)}).dump();
  check_error(fixture.client().post("/v1/events", body), 401, "unknown_key");
  check_error(fixture.client().post("/v1/events?k=bad&b=out", body), 401, "unknown_key");
  check_error(fixture.client().post("/v1/events?k=off", body), 403, "forbidden_key");
  const Response named = fixture.client().post("/v1/events?k=bad", body, {"Godwit-Batch: out"});
  CHECK(at(named.json(), "/batch") == "out");
  CHECK(fixture.client().post("/v1/events?k=good", body).status == 200);
}

TEST_CASE("collector: unknown paths, methods and encodings are named", "[collector]") {
  Fixture fixture;
  const std::string body = batch({section(1, 1)}).dump();
  check_error(fixture.client().get("/v1/nothing"), 404, "not_found");
  check_error(fixture.client().get("/"), 404, "not_found");
  const Response method = fixture.client().get("/v1/events");
  check_error(method, 405, "method_not_allowed");
  CHECK(method.has_header("Allow: POST, OPTIONS"));
  check_error(fixture.client().post("/v1/events", body, {"Content-Encoding: br"}), 415,
              "unsupported_encoding");
  check_error(fixture.client().post("/v1/events?z=zstd", body), 415, "unsupported_encoding");
}

TEST_CASE("collector: a body that is no batch is answered with the place", "[collector]") {
  Fixture fixture;
  struct Change {
    const char* pointer;  // The member to change.
    Json value;           // Discarded: the member is taken out.
    const char* named;    // The pointer in the reply.
  };
  const Json out(Json::value_t::discarded);
  const std::vector<Change> rows = {
      {"/batch", "no spaces", "/batch"},
      {"/batch", out, "/batch"},
      {"/godwit", out, "/godwit"},
      {"/sections", 1, "/sections"},
      {"/sections", out, "/sections"},
      {"/sections/0", 1, "/sections/0"},
      {"/sections/1/stream", "x", "/sections/1/stream"},
      {"/sections/1/installation", out, "/sections/1/installation"},
      {"/sections/1/opened_ago_ms", -1, "/sections/1/opened_ago_ms"},
      {"/sections/1/first", 0, "/sections/1/first"},
      {"/sections/1/first", 1.5, "/sections/1/first"},
      {"/sections/1/acked_below", 99, "/sections/1/acked_below"},
      {"/sections/1/last_accepted", out, "/sections/1/last_accepted"},
      {"/sections/1/clock", "sun", "/sections/1/clock"},
      {"/sections/1/final", 1, "/sections/1/final"},
      {"/sections/1/context", Json::array(), "/sections/1/context"},
      {"/sections/1/dropped", Json::array({Json::array({2, 1, "expired"})}),
       "/sections/1/dropped/0"},
      {"/sections/1/events", out, "/sections/1/events"},
      {"/sections/1/events/0", "one", "/sections/1/events/0"},
      {"/sections/1/events/0", -1, "/sections/1/events/0"},
      {"/sections/1/events/0", event("no number before it"), "/sections/1/events/0"},
  };
  for (const Change& row : rows) {
    Json bad = batch({section(1, 1), section(2, 2)});
    const Json::json_pointer where(row.pointer);
    if (row.value.is_discarded()) {
      Json& parent = where.parent_pointer().empty() ? bad : bad[where.parent_pointer()];
      parent.erase(where.back());
    } else {
      bad[where] = row.value;
    }
    INFO(bad.dump());
    const Response response = fixture.send(bad);
    check_error(response, 400, "malformed");
    CHECK(at(response.json(), "/error/pointer") == row.named);
  }
  CHECK(at(fixture.summary(), "/unique") == 0);
  CHECK(at(fixture.summary(), "/streams") == 0);
}

TEST_CASE("collector: text that is not JSON is answered with the byte", "[collector]") {
  Fixture fixture;
  for (const char* body : {"", "[]", "{", "{\"godwit\":1,}", "\xff", "{\"godwit\":1} x"}) {
    check_error(fixture.client().post("/v1/events", body), 400, "malformed");
  }
  const Response cut = fixture.client().post("/v1/events", "{\"godwit\":1,\"batch\":\"b\",");
  CHECK(cut.body.find("at byte 24") != std::string::npos);
  CHECK(at(cut.json(), "/batch") == "b");
  const std::string half = gzip(batch({section(1, 9)}).dump()).substr(0, 60);
  check_error(fixture.client().post("/v1/events?z=gzip", half), 400, "malformed");
}

TEST_CASE("collector: another version is told which one is supported", "[collector]") {
  Fixture fixture;
  const Response response = fixture.client().post("/v1/events", "{\"godwit\":2,\"new\":true}");
  check_error(response, 400, "unsupported_version");
  CHECK(at(response.json(), "/supported") == Json::array({1}));
}

TEST_CASE("collector: unknown members are ignored everywhere", "[collector]") {
  Fixture fixture;
  Json with_more = batch({section(1, 1)});
  with_more["later"] = Json::array({1, Json::object()});
  with_more["sections"][0]["later"] = Json{{"a", Json::array()}};
  with_more["sections"][0]["events"][1]["later"] = "x";
  CHECK(at(fixture.send(with_more).json(), "/accepted") == 1);
}

TEST_CASE("collector: many requests share a connection", "[collector]") {
  Fixture fixture;
  Client pipelined(fixture.port());
  const std::string head = "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: ";
  std::string all;
  for (std::uint64_t sequence = 1; sequence <= 20; ++sequence) {
    const std::string body = batch({section(sequence, sequence)}).dump();
    all += head + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  pipelined.send(all);
  for (int count = 0; count < 20; ++count) CHECK(pipelined.receive().status == 200);
  CHECK(at(fixture.summary(), "/connections") == 1);
  CHECK(at(fixture.summary(), "/requests") == 20);
  CHECK(at(fixture.summary(), "/bytes") == all.size());
}

TEST_CASE("collector: a chunked body and Expect: 100-continue are understood", "[collector]") {
  Fixture fixture;
  Client chunked(fixture.port());
  const std::string body = batch({section(1, 1)}).dump();
  char size[16];
  std::snprintf(size, sizeof size, "%zx", body.size());
  chunked.send(
      "POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
      "Expect: 100-continue\r\n\r\n");
  CHECK(chunked.receive().status == 100);
  chunked.send(std::string(size) + "\r\n" + body + "\r\n0\r\n\r\n");
  CHECK(chunked.receive().status == 200);
}

}  // namespace
}  // namespace godwit::collector::test
