// An HTTP server on loopback that answers as a test tells it to, with the bytes it is told.
//
// Threads: one for each connection. The handler runs on them, under no lock.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "contract/support/stream.h"
#include "files/unique_fd.h"

namespace godwit {

struct ServedRequest {
  std::string head;  // Request line and headers.
  std::string body;
  std::size_t connection = 0;  // Counts from 1.
};

struct ServedReply {
  enum class Then { keep_open, close };
  std::string bytes;  // Empty, and kept open: the server stalls.
  Then then = Then::keep_open;
};

class HttpServer final {
 public:
  using Handler = std::function<ServedReply(const ServedRequest&)>;

  // `streams` may be empty: plain TCP.
  explicit HttpServer(Handler handler, StreamFactory streams = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url(std::string_view scheme = "http") const;
  [[nodiscard]] std::vector<ServedRequest> requests() const;
  [[nodiscard]] std::size_t connections() const;

 private:
  void accept_all();
  void serve(int socket, std::size_t number);

  const Handler handler_;
  const StreamFactory streams_;
  UniqueFd listener_;
  int port_ = 0;

  mutable std::mutex mutex_;
  bool stopping_ = false;
  std::list<UniqueFd> sockets_;
  std::vector<std::thread> threads_;
  std::vector<ServedRequest> requests_;
  std::thread acceptor_;
};

// A whole reply: status line, the headers given (each ending in \r\n), Content-Length, and body.
[[nodiscard]] std::string http_reply(std::string_view status, std::string_view body,
                                     std::string_view headers = {});

}  // namespace godwit
