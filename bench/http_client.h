// One kept-alive connection to 127.0.0.1 that sends a request and waits for its reply: as little
// HTTP as a POST needs.
#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "measure.h"

namespace bench {

inline int connect_to(std::uint16_t port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    fail("cannot connect to port " + std::to_string(port));
  }
  const int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return descriptor;
}

inline std::string request_head(std::string_view batch, std::uint16_t port, std::size_t bytes) {
  std::string head = "POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                     "\r\nAccept: */*\r\nContent-Type: application/json\r\n"
                     "Authorization: Bearer bench-key\r\n";
  if (!batch.empty()) head.append("Godwit-Batch: ").append(batch).append("\r\n");
  return head + "Content-Encoding: gzip\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n";
}

// The length of a whole reply at the front of `text`; 0: not all of it is there yet.
inline std::size_t reply_length(std::string_view text) {
  const std::size_t head_end = text.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return 0;
  const std::string_view head = text.substr(0, head_end + 2);
  const std::size_t field = head.find("\r\nContent-Length: ");
  if (field == std::string_view::npos) fail("a reply has no Content-Length");
  const std::size_t whole = head_end + 4 + std::strtoull(head.data() + field + 18, nullptr, 10);
  return whole <= text.size() ? whole : 0;
}

class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port) : port_(port), socket_(connect_to(port)) {}
  ~HttpClient() { close(socket_); }
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  void post(std::string_view body) {
    const std::string head = request_head({}, port_, body.size());
    send_all(head, body);
    reply_.clear();
    while (reply_length(reply_) == 0) {
      char bytes[4'096];
      const ssize_t count = read(socket_, bytes, sizeof bytes);
      if (count <= 0) fail("the connection ended before the reply");
      reply_.append(bytes, static_cast<std::size_t>(count));
    }
    if (!reply_.starts_with("HTTP/1.1 200")) fail("refused: " + reply_);
  }

 private:
  void send_all(std::string_view head, std::string_view body) {
    while (!head.empty() || !body.empty()) {
      iovec parts[] = {{const_cast<char*>(head.data()), head.size()},
                       {const_cast<char*>(body.data()), body.size()}};
      const ssize_t count = writev(socket_, parts, 2);
      if (count <= 0) fail("the connection does not take the request");
      auto sent = static_cast<std::size_t>(count);
      const std::size_t of_head = std::min(sent, head.size());
      head.remove_prefix(of_head);
      body.remove_prefix(sent - of_head);
    }
  }

  std::uint16_t port_;
  int socket_;
  std::string reply_;
};

}  // namespace bench
