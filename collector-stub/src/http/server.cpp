#include "http/server.h"

#include <boost/asio/ip/address.hpp>
#include <utility>
#include <vector>

#include "http/connection.h"

namespace godwit::collector {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

// This many connections beyond the limit still get an answer; further ones are closed at once.
constexpr std::size_t kRefusalsAtOnceMax = 64;
// The pause after accept() failed, usually because there are no free file descriptors.
constexpr std::chrono::milliseconds kAcceptPause{100};

}  // namespace

Server::Server(AsioLoop& loop, RequestHandler& handler, const Limits& limits)
    : loop_(loop), handler_(handler), limits_(limits), acceptor_(loop.context()) {}

Server::~Server() = default;

Status Server::listen(const std::string& address, std::uint16_t port) {
  error_code error;
  const auto ip = boost::asio::ip::make_address(address, error);
  if (error) {
    return Status(StatusCode::invalid_argument, "the address to listen on is not an IP address: ")
        .append(address);
  }
  const tcp::endpoint endpoint(ip, port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
  if (error) {
    return Status(StatusCode::invalid_argument, "cannot listen on ")
        .append(address)
        .append(": ")
        .append(error.message());
  }
  port_ = acceptor_.local_endpoint().port();
  accept();
  sweep();
  return {};
}

void Server::accept() {
  acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
    if (closed_) return;
    if (error) {
      loop_.run_after(kAcceptPause, [this] { accept(); });
      return;
    }
    greet(std::move(socket));
    accept();
  });
}

void Server::greet(tcp::socket socket) {
  const std::size_t open = connections_.size();
  if (open >= limits_.connections_max + kRefusalsAtOnceMax) return;
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const auto connection = std::make_shared<Connection>(std::move(socket), *this);
  connections_.insert(connection.get());
  if (open < limits_.connections_max) {
    connection->start();
  } else {
    connection->refuse();
  }
}

void Server::sweep() {
  const auto now = std::chrono::steady_clock::now();
  // Ending a connection can remove it from the set.
  const std::vector<Connection*> all(connections_.begin(), connections_.end());
  for (Connection* connection : all) {
    if (connections_.contains(connection)) connection->end_if_late(now);
  }
  loop_.run_after(kSweepInterval, [this] {
    if (!closed_) sweep();
  });
}

void Server::close() {
  closed_ = true;
  error_code ignored;
  acceptor_.close(ignored);
  const std::vector<Connection*> all(connections_.begin(), connections_.end());
  for (Connection* connection : all) {
    if (connections_.contains(connection)) connection->close();
  }
}

}  // namespace godwit::collector
