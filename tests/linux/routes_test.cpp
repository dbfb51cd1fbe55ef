#include "linux/routes.h"

#include "contract/support/files.h"
#include "support/catch.h"

using namespace godwit;

namespace {

constexpr const char* kRouteHead =
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

bool has_default_v4(const std::string& line) {
  const TemporaryDirectory folder;
  write_file(folder.file("route"), kRouteHead + line);
  return has_default_route(folder.path());
}

bool has_default_v6(const std::string& line) {
  const TemporaryDirectory folder;
  write_file(folder.file("ipv6_route"), line);
  return has_default_route(folder.path());
}

}  // namespace

TEST_CASE("routes: a default route of IPv4 is one that is up and leads everywhere", "[linux]") {
  CHECK(has_default_v4("eth0\t00000000\t0102A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"));
  CHECK(has_default_v4("wwan0\t00000000\t00000000\t0001\t0\t0\t700\t00000000\t0\t0\t0\n"));
  CHECK(has_default_v4("eth0\t00000000\t0102A8C0\t0013\t0\t0\t100\t00000000\t0\t0\t0\n"));
  CHECK_FALSE(has_default_v4(""));
  CHECK_FALSE(has_default_v4("eth0\t0002A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n"));
  CHECK_FALSE(has_default_v4("eth0\t00000000\t0102A8C0\t0002\t0\t0\t100\t00000000\t0\t0\t0\n"));
  CHECK_FALSE(has_default_v4("*\t00000000\t00000000\t0201\t0\t0\t100\t00000000\t0\t0\t0\n"));
  CHECK_FALSE(has_default_v4("eth0\t00000000"));
}

TEST_CASE("routes: a default route of IPv6 does not end in the loopback device", "[linux]") {
  const std::string zero(32, '0');
  const std::string everywhere = zero + " 00 " + zero + " 00 ";
  const std::string gateway = "fe800000000000000000000000000001 00000400 00000001 00000000 ";
  CHECK(has_default_v6(everywhere + gateway + "00000003     eth0\n"));
  CHECK_FALSE(
      has_default_v6(everywhere + zero + " ffffffff 00000001 00000000 00200200       lo\n"));
  CHECK_FALSE(has_default_v6("fe80000000000000" + std::string(16, '0') + " 40 " + zero + " 00 " +
                             zero + " 00000100 00000001 00000000 00000001     eth0\n"));
}

TEST_CASE("routes: where the kernel says nothing there is none", "[linux]") {
  const TemporaryDirectory folder;
  CHECK_FALSE(has_default_route(folder.path()));
}
