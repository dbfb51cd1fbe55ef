#include "base/loopback.h"

#include <string_view>

#include "support/catch.h"

using namespace godwit;

TEST_CASE("loopback: this machine's names and addresses, however they are written", "[base]") {
  for (const std::string_view host :
       {"localhost", "LOCALHOST", "LocalHost", "a.localhost", "a.b.LOCALHOST", "127.0.0.1",
        "127.0.0.0", "127.255.255.255", "::1", "[::1]", "[0:0:0:0:0:0:0:1]", "0::0001",
        "::ffff:127.0.0.1", "[::FFFF:7f12:3456]"}) {
    INFO(host);
    CHECK(is_loopback(host));
  }
}

TEST_CASE("loopback: what only looks like this machine is another", "[base]") {
  for (const std::string_view host : {"",
                                      ".",
                                      "localhost.",
                                      "a.localhost.",
                                      "localhost..",
                                      ".localhost",
                                      "notlocalhost",
                                      "localhost.evil.example",
                                      "localhos",
                                      "127.0.0.1.evil.example",
                                      "127.0.0.1.",
                                      "127.1",
                                      "127.0.1",
                                      "0x7f.1",
                                      "0x7f.0.0.1",
                                      "0177.0.0.1",
                                      "2130706433",
                                      "127.0.0.01",
                                      "127.0.0.256",
                                      "127.0.0.",
                                      "127.0.0.1.1",
                                      "127..0.1",
                                      "128.0.0.1",
                                      "126.255.255.255",
                                      "0.0.0.0",
                                      "::",
                                      "[::]",
                                      "::2",
                                      "[::1",
                                      "::1]",
                                      "[127.0.0.1]",
                                      "::127.0.0.1",
                                      "::ffff:128.0.0.1",
                                      "::fffe:127.0.0.1",
                                      "1::1",
                                      ":::1",
                                      "::1%lo",
                                      "::1:",
                                      "0:0:0:0:0:0:1",
                                      "00001::",
                                      "::ffff:127.0.0.1:0"}) {
    INFO(host);
    CHECK_FALSE(is_loopback(host));
  }
}

TEST_CASE("loopback: a URL's host ends where its port or path begins", "[base]") {
  CHECK(host_of("http://a.example") == "a.example");
  CHECK(host_of("http://a.example:80/b:c") == "a.example");
  CHECK(host_of("https://[::1]:443/") == "[::1]");
  CHECK(host_of("https://[::1]") == "[::1]");
  CHECK(host_of("https://h?a") == "h");
  CHECK(host_of("https://h/http://i") == "h");
  CHECK(host_of("https://") == "");
}

TEST_CASE("loopback: an IPv6 address has eight groups, and one gap that stands for some",
          "[base]") {
  std::array<std::uint8_t, 16> address{};
  CHECK(parse_ipv6("1:2:3:4:5:6:7:8", address));
  CHECK(address == std::array<std::uint8_t, 16>{0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8});
  CHECK(parse_ipv6("1:2:3:4:5:6:10.11.12.13", address));
  CHECK(address ==
        std::array<std::uint8_t, 16>{0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 10, 11, 12, 13});
  CHECK(parse_ipv6("ABCD::ef", address));
  CHECK(address ==
        std::array<std::uint8_t, 16>{0xAB, 0xCD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xEF});
  CHECK(parse_ipv6("1:2:3:4:5:6:7::", address));
  CHECK(parse_ipv6("::2:3:4:5:6:7:8", address));
  for (const std::string_view text :
       {"", ":", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8:", ":1:2:3:4:5:6:7:8",
        "1:2:3:4::5:6:7:8", "1::2::3", "12345::", "00001::", "g::", "1.2.3.4::",
        "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "::1.2.3.4.5", "[::1]"}) {
    INFO(text);
    CHECK_FALSE(parse_ipv6(text, address));
  }
}
