// Listens, keeps the connections, and ends those that miss a deadline.
//
// One sweep every kSweepInterval checks every connection's deadline. This is cheaper than a timer
// for each connection, and exact enough for limits of seconds.
// Threads: the loop's only.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <unordered_set>

#include "collector/limits.h"
#include "godwit/status.h"
#include "http/asio_loop.h"
#include "http/message.h"

namespace godwit::collector {

class Connection;

class Server final {
 public:
  // Lifetime: all three must outlive the server, and the loop must have ended before its
  // destruction.
  Server(AsioLoop& loop, RequestHandler& handler, const Limits& limits);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Errors: invalid_argument if the address is invalid, or cannot be listened on.
  [[nodiscard]] Status listen(const std::string& address, std::uint16_t port);
  [[nodiscard]] std::uint16_t port() const { return port_; }
  void close();

  // Used by connections.
  [[nodiscard]] RequestHandler& handler() { return handler_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }
  void forget(Connection* connection) { connections_.erase(connection); }

 private:
  static constexpr std::chrono::milliseconds kSweepInterval{50};

  void accept();
  void greet(boost::asio::ip::tcp::socket socket);
  void sweep();

  AsioLoop& loop_;
  RequestHandler& handler_;
  const Limits& limits_;
  boost::asio::ip::tcp::acceptor acceptor_;
  // Pending operations own the connections; a connection removes itself here when it ends.
  std::unordered_set<Connection*> connections_;
  std::uint16_t port_ = 0;
  bool closed_ = false;
};

}  // namespace godwit::collector
