#include "ingest/stored_address.h"

#include <arpa/inet.h>

#include <cstring>

namespace godwit::collector {

std::string stored_address(std::string_view address, IpPolicy policy) {
  if (policy == IpPolicy::none) return {};
  // A scope ("%eth0") has a meaning on this machine only.
  const std::string plain(address.substr(0, address.find('%')));
  unsigned char bytes[16];
  const bool v4 = inet_pton(AF_INET, plain.c_str(), bytes) == 1;
  if (!v4 && inet_pton(AF_INET6, plain.c_str(), bytes) != 1) return {};
  if (policy == IpPolicy::truncated) {
    if (v4) {
      bytes[3] = 0;
    } else {
      std::memset(bytes + 6, 0, 10);
    }
  }
  char text[INET6_ADDRSTRLEN];
  return inet_ntop(v4 ? AF_INET : AF_INET6, bytes, text, sizeof text) == nullptr ? "" : text;
}

}  // namespace godwit::collector
