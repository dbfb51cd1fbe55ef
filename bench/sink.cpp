// A collector that keeps nothing: it counts requests, connections and bytes, and answers each
// request as ours does, with the batch id from the Godwit-Batch header. On SIGTERM it prints what
// it counted. One thread, epoll, so that it takes as little as possible from what is measured.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <memory>
#include <unordered_map>

#include "measure.h"

namespace {

using namespace bench;

volatile std::sig_atomic_t stopping = 0;

struct Counts {
  std::uint64_t connections = 0;
  std::uint64_t requests = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
};

// Field names as curl and our own client spell them.
std::string_view field(std::string_view head, std::string_view name) {
  const std::size_t at = head.find(name);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = head.substr(at + name.size());
  return rest.substr(0, rest.find("\r\n"));
}

class Connection {
 public:
  Connection(int socket, Counts& counts) : socket_(socket), counts_(counts) {}
  ~Connection() { close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // False: the client has gone.
  bool read_some() {
    static char bytes[256 * 1024];
    const ssize_t count = read(socket_, bytes, sizeof bytes);
    if (count <= 0) return count < 0 && (errno == EAGAIN || errno == EINTR);
    counts_.bytes_in += static_cast<std::uint64_t>(count);
    take({bytes, static_cast<std::size_t>(count)});
    return true;
  }

 private:
  void take(std::string_view bytes) {
    while (!bytes.empty()) {
      if (body_left_ == 0) {
        const std::size_t searched = head_.size() < 3 ? 0 : head_.size() - 3;
        const std::size_t held = head_.size();
        head_.append(bytes);
        const std::size_t end = head_.find("\r\n\r\n", searched);
        if (end == std::string::npos) return;
        bytes.remove_prefix(end + 4 - held);
        head_.resize(end + 2);
        body_left_ =
            std::strtoull(std::string(field(head_, "Content-Length: ")).c_str(), nullptr, 10);
      }
      const std::size_t taken = std::min<std::size_t>(bytes.size(), body_left_);
      bytes.remove_prefix(taken);
      body_left_ -= taken;
      if (body_left_ == 0) answer();
    }
  }

  void answer() {
    ++counts_.requests;
    std::string body = "{\"godwit\":1,\"batch\":\"";
    body.append(field(head_, "Godwit-Batch: "))
        .append("\",\"accepted\":500,\"duplicates\":0,\"refused\":[]}");
    const std::string reply =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        "Content-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    counts_.bytes_out += reply.size();
    head_.clear();
    if (write(socket_, reply.data(), reply.size()) != static_cast<ssize_t>(reply.size())) {
      fail("a reply does not fit into the socket's buffer");
    }
  }

  int socket_;
  Counts& counts_;
  std::string head_;
  std::uint64_t body_left_ = 0;
};

int listen_somewhere() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, any, size) != 0 || listen(listener, 64) != 0 ||
      getsockname(listener, any, &size) != 0) {
    fail("cannot listen");
  }
  std::printf("%u\n", static_cast<unsigned>(ntohs(address.sin_port)));
  std::fflush(stdout);
  return listener;
}

void watch(int poll, int descriptor) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = descriptor;
  epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event);
}

}  // namespace

int main() {
  struct sigaction action {};
  action.sa_handler = [](int) { stopping = 1; };
  sigaction(SIGTERM, &action, nullptr);
  sigset_t term, before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, &before);  // Taken in epoll_pwait() only.
  std::signal(SIGPIPE, SIG_IGN);

  Counts counts;
  std::unordered_map<int, std::unique_ptr<Connection>> connections;
  const int poll = epoll_create1(EPOLL_CLOEXEC);
  const int listener = listen_somewhere();
  watch(poll, listener);
  while (stopping == 0) {
    epoll_event ready[64];
    const int found = epoll_pwait(poll, ready, 64, -1, &before);
    for (int at = 0; at < found; ++at) {
      const int descriptor = ready[at].data.fd;
      if (descriptor != listener) {
        if (!connections[descriptor]->read_some()) connections.erase(descriptor);
        continue;
      }
      const int accepted = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (accepted < 0) continue;
      const int on = 1;
      setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      connections[accepted] = std::make_unique<Connection>(accepted, counts);
      ++counts.connections;
      watch(poll, accepted);
    }
  }
  Report report;
  report.add("connections", static_cast<double>(counts.connections));
  report.add("requests", static_cast<double>(counts.requests));
  report.add("bytes_in", static_cast<double>(counts.bytes_in));
  report.add("bytes_out", static_cast<double>(counts.bytes_out));
}
