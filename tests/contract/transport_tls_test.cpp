#include <iostream>
#include <string>

#include "contract/support/curl_client.h"
#include "contract/support/files.h"
#include "contract/support/http_server.h"
#include "contract/support/tls_stream.h"
#include "support/catch.h"

using namespace godwit;

TEST_CASE("transport: TLS is verified", "[contract][transport]") {
  const TemporaryDirectory root;
  if (!make_certificate(root.path())) {
    std::cout << "skipped: the openssl command is missing\n";
    return;
  }
  HttpServer server(
      [](const ServedRequest&) -> ServedReply { return {http_reply("200 OK", "secret")}; },
      tls_streams(root.path()));
  TransportOptions options;

  SECTION("a certificate that nobody vouches for is refused") {
    CurlClient client(options);
    const KeptReply reply = client.post(server.url("https"));
    CHECK(reply.status == 0);
    CHECK_THAT(reply.failure,
               Catch::StartsWith("the server's certificate is self-signed; name it in "
                                 "transport.ca_file to trust it"));
    CHECK(server.requests().empty());
  }
  SECTION("a certificate in the CA file is accepted") {
    options.ca_file = root.file("certificate.pem");
    CurlClient client(options);
    const KeptReply reply = client.post(server.url("https"), "{}", 1);
    CHECK(reply.status == 200);
    CHECK(reply.body == "secret");
    CHECK(client.post(server.url("https")).connections_opened == 0);
  }
  SECTION("a certificate for another name is refused") {
    options.ca_file = root.file("certificate.pem");
    CurlClient client(options);
    const KeptReply reply = client.post("https://localhost:" + std::to_string(server.port()) + "/");
    CHECK(reply.status == 0);
    CHECK_THAT(reply.failure,
               Catch::StartsWith("the server's certificate is for another host name; check the "
                                 "endpoint's host"));
    CHECK(server.requests().empty());
  }
  SECTION("plain http on its port is recognised") {
    const KeptReply reply = CurlClient(options).post(server.url());
    CHECK(reply.status == 0);
    CHECK_THAT(reply.failure, Catch::Contains("; did you mean https://"));
  }
  SECTION("a CA file that is missing is a failure") {
    options.ca_file = root.file("missing.pem");
    const KeptReply reply = CurlClient(options).post(server.url("https"));
    CHECK(reply.status == 0);
    CHECK_THAT(reply.failure,
               Catch::StartsWith("transport.ca_file cannot be read as certificates in PEM"));
  }
}
