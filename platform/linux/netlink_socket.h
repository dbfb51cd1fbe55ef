// Receives the kernel's announcements through a netlink socket. It only reads, and believes only
// the kernel.
//
// Threads: the loop's.
#pragma once

#include <cstdint>
#include <string_view>

#include "files/unique_fd.h"
#include "posix/fd_watcher.h"

namespace godwit {

class NetlinkSocket {
 public:
  // Called for each message. An empty message means that some were lost.
  using Heard = Callback<void(std::string_view message)>;

  explicit NetlinkSocket(FdWatcher& watcher) : watcher_(watcher) {}
  ~NetlinkSocket() { close(); }
  NetlinkSocket(const NetlinkSocket&) = delete;
  NetlinkSocket& operator=(const NetlinkSocket&) = delete;

  // `protocol` and `groups` as in netlink(7). If the system forbids it, no message ever comes.
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
