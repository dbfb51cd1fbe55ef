// One TCP connection: reads a request, passes it to the handler, writes the reply, and starts
// again.
//
// Every phase has a deadline and every buffer a bound. The connection itself answers a request that
// HTTP forbids (too large, too slow, not HTTP), in the wire protocol's own format.
// Threads: the loop's only. Lifetime: lives as long as an operation or an exchange holds it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "http/message.h"

namespace godwit::collector {

class Server;

class Connection final : public Exchange, public std::enable_shared_from_this<Connection> {
 public:
  // Lifetime: the server must outlive every connection.
  Connection(boost::asio::ip::tcp::socket socket, Server& server);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();
  // Answers that there are too many connections, and closes.
  void refuse();
  void end_if_late(std::chrono::steady_clock::time_point now);
  void close();

  [[nodiscard]] const Request& request() const override { return request_; }
  void reply(Reply&& reply) override;
  void reply_half(Reply&& reply) override;
  void cut() override { close(); }

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Error = boost::system::error_code;

  enum class Phase : std::uint8_t {
    idle,       // Between requests: no byte of the next one has come.
    head,       // Reading the request's head.
    body,       // Reading the request's body.
    handling,   // The handler has the request.
    writing,    // Writing the reply.
    lingering,  // Has announced the end; reads on, so that the client can read the reply.
    closed,
  };

  void begin_request();
  void read();
  void on_read(const Error& error, std::size_t count);
  void parse();
  void on_head();
  void dispatch();
  void refuse_unreadable(const Error& error);
  void refuse_request(unsigned status, std::string_view code, std::string_view message);
  void fill_request();
  void write(std::size_t bytes, bool then_close);
  void on_written(bool then_close);
  void linger();
  void enter(Phase phase);

  boost::asio::ip::tcp::socket socket_;
  Server& server_;
  Peer peer_;
  boost::beast::flat_buffer in_;
  std::optional<Parser> parser_;
  std::string body_;  // Kept between requests for its capacity.
  Request request_;
  Bytes out_;
  std::size_t wire_bytes_ = 0;
  std::chrono::steady_clock::time_point deadline_;
  Phase phase_ = Phase::idle;
  bool late_ = false;
  bool keep_alive_ = true;
};

}  // namespace godwit::collector
