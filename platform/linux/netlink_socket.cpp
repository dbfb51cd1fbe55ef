#include "linux/netlink_socket.h"

#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace godwit {
namespace {

// More than the kernel puts into a uevent (UEVENT_BUFFER_SIZE), and more than we read of a route.
constexpr std::size_t kMessageBytesMax = 8192;

}  // namespace

void NetlinkSocket::open(int protocol, std::uint32_t groups, Heard heard) {
  if (socket_) return;
  heard_ = heard;
  socket_ = UniqueFd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = groups;
  const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
  if (!socket_ || ::bind(socket_.get(), generic, sizeof address) != 0) {
    socket_ = UniqueFd();
    return;
  }
  watch_ = {socket_.get(), POLLIN, Callback<void()>::to<&NetlinkSocket::read>(this)};
  watcher_.watch(watch_);
}

void NetlinkSocket::close() {
  if (!socket_) return;
  watcher_.unwatch(watch_);
  socket_ = UniqueFd();
}

void NetlinkSocket::read() {
  std::array<char, kMessageBytesMax> message;
  while (socket_) {  // The callback may close it.
    sockaddr_nl sender{};
    socklen_t sender_size = sizeof sender;
    const ssize_t count = ::recvfrom(socket_.get(), message.data(), message.size(), 0,
                                     reinterpret_cast<sockaddr*>(&sender), &sender_size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == ENOBUFS) {
      heard_({});
      continue;
    }
    if (count < 0) return;
    // Any process may write to a netlink socket that it finds.
    if (sender_size != sizeof sender || sender.nl_pid != 0) continue;
    heard_({message.data(), static_cast<std::size_t>(count)});
  }
}

}  // namespace godwit
