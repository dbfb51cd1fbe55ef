// Hears what the kernel announces: a netlink socket that is only read, and only the kernel
// believed.
//
// Threads: the loop's.
#pragma once

#include <cstdint>
#include <string_view>

#include "posix/fd_watcher.h"
#include "files/unique_fd.h"

namespace godwit {

class NetlinkSocket {
 public:
  // `heard` is called for each message; with an empty one where some were lost.
  using Heard = Callback<void(std::string_view message)>;

  explicit NetlinkSocket(FdWatcher& watcher) : watcher_(watcher) {}
  ~NetlinkSocket() { close(); }
  NetlinkSocket(const NetlinkSocket&) = delete;
  NetlinkSocket& operator=(const NetlinkSocket&) = delete;

  // `protocol` and `groups` as in netlink(7). Where the system forbids it, nothing is ever heard.
  void open(int protocol, std::uint32_t groups, Heard heard);
  void close();

 private:
  void read();

  FdWatcher& watcher_;
  UniqueFd socket_;
  FdWatch watch_;
  Heard heard_;
};

}  // namespace godwit
