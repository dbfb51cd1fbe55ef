// A port that answers nobody, for tests of what a client says then.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

#include "files/unique_fd.h"
#include "support/catch.h"

namespace godwit {

// A port on loopback that nobody listens on, or one whose queue of connections is full, so that
// another connect() is never answered.
class DeadPort {
 public:
  enum class Kind { refusing, silent };
  explicit DeadPort(Kind kind) : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    auto* const generic = reinterpret_cast<sockaddr*>(&address_);
    REQUIRE(::bind(listener_.get(), generic, size) == 0);
    REQUIRE(::getsockname(listener_.get(), generic, &size) == 0);
    if (kind == Kind::refusing) return;
    REQUIRE(::listen(listener_.get(), 0) == 0);
    for (UniqueFd& filler : fillers_) {
      filler = UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
      ::connect(filler.get(), generic, size);
    }
  }
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)) + "/v1/events";
  }

 private:
  sockaddr_in address_{};
  UniqueFd listener_;
  UniqueFd fillers_[4];
};

}  // namespace godwit
