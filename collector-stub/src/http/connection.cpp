#include "http/connection.h"

#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <utility>

#include "base/loopback.h"
#include "http/reply_text.h"
#include "http/server.h"
#include "wire/error_reply.h"

namespace godwit::collector {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::asio::ip::tcp;

constexpr std::size_t kReadBytes = 64u << 10;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

Connection::Connection(tcp::socket socket, Server& server)
    : socket_(std::move(socket)),
      server_(server),
      in_(server.limits().header_bytes_max + kReadBytes) {
  Error error;
  const tcp::endpoint endpoint = socket_.remote_endpoint(error);
  asio::ip::address address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  peer_.address = address.to_string();
  peer_.loopback = !error && is_loopback(peer_.address);
}

Connection::~Connection() {
  server_.forget(this);
}

void Connection::start() {
  in_.reserve(kReadBytes);
  begin_request();
  read();
}

void Connection::refuse() {
  in_.reserve(kReadBytes);
  parser_.emplace();
  refuse_request(503, "overloaded", "This collector has no free connection; try again later.");
}

void Connection::enter(Phase phase) {
  const Limits& limits = server_.limits();
  phase_ = phase;
  const auto now = std::chrono::steady_clock::now();
  switch (phase) {
    case Phase::idle:
      deadline_ = now + limits.idle_time;
      break;
    case Phase::head:
      deadline_ = now + limits.header_time;
      break;
    case Phase::body:
      deadline_ = now + limits.body_time;
      break;
    case Phase::writing:
      deadline_ = now + limits.reply_time;
      break;
    case Phase::lingering:
      deadline_ = now + limits.linger_time;
      break;
    case Phase::handling:
    case Phase::closed:
      deadline_ = std::chrono::steady_clock::time_point::max();
      break;
  }
}

void Connection::end_if_late(std::chrono::steady_clock::time_point now) {
  if (now < deadline_) return;
  if (phase_ == Phase::head || phase_ == Phase::body) {
    // The pending read completes as cancelled, and on_read() answers 408.
    late_ = true;
    deadline_ = std::chrono::steady_clock::time_point::max();
    Error ignored;
    socket_.cancel(ignored);
  } else {
    close();
  }
}

void Connection::close() {
  enter(Phase::closed);
  Error ignored;
  socket_.close(ignored);
}

void Connection::begin_request() {
  body_.clear();
  parser_.emplace();
  parser_->get().body() = std::move(body_);
  parser_->eager(true);
  parser_->header_limit(server_.limits().header_bytes_max);
  parser_->body_limit(server_.limits().body_bytes_max);
  wire_bytes_ = 0;
  enter(Phase::idle);
}

void Connection::read() {
  const std::size_t room = in_.max_size() - in_.size();
  socket_.async_read_some(in_.prepare(room < kReadBytes ? room : kReadBytes),
                          [self = shared_from_this()](const Error& error, std::size_t count) {
                            self->on_read(error, count);
                          });
}

void Connection::on_read(const Error& error, std::size_t count) {
  if (phase_ == Phase::closed) return;
  if (phase_ == Phase::lingering) {
    // Input is discarded from now on, until the client or the deadline ends the connection.
    if (error) return close();
    return read();
  }
  if (late_) {
    const bool head = phase_ == Phase::head;
    return refuse_request(408, "timeout",
                          head ? "The request's head came too slowly; send it in one piece."
                               : "The request's body came too slowly; send smaller batches.");
  }
  if (error) return close();
  in_.commit(count);
  parse();
}

void Connection::parse() {
  if (phase_ == Phase::idle && in_.size() != 0) enter(Phase::head);
  while (in_.size() != 0 && !parser_->is_done()) {
    Error error;
    const std::size_t used = parser_->put(in_.data(), error);
    in_.consume(used);
    wire_bytes_ += used;
    if (error == http::error::need_more) break;
    if (error) return refuse_unreadable(error);
    if (used == 0) break;
  }
  if (parser_->is_done()) return dispatch();
  if (phase_ == Phase::head && parser_->is_header_done()) on_head();
  read();
}

void Connection::on_head() {
  enter(Phase::body);
  if (view(parser_->get()[http::field::expect]) != "100-continue") return;
  // The text is small enough for an empty socket buffer. If it is not sent, the client goes on by
  // itself.
  Error ignored;
  socket_.write_some(asio::buffer(kContinue.data(), kContinue.size()), ignored);
}

void Connection::fill_request() {
  const auto& message = parser_->get();
  const std::string_view target = view(message.target());
  const std::size_t mark = target.find('?');
  request_.method = view(message.method_string());
  request_.path = target.substr(0, mark);
  request_.query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  request_.host = view(message[http::field::host]);
  request_.origin = view(message[http::field::origin]);
  request_.authorization = view(message[http::field::authorization]);
  request_.content_encoding = view(message[http::field::content_encoding]);
  request_.batch = view(message["Godwit-Batch"]);
  request_.body = message.body();
  request_.wire_bytes = wire_bytes_;
  request_.peer = &peer_;
}

void Connection::dispatch() {
  fill_request();
  keep_alive_ = parser_->keep_alive();
  enter(Phase::handling);
  server_.handler().handle(shared_from_this());
}

void Connection::refuse_unreadable(const Error& error) {
  if (error == http::error::body_limit) {
    return refuse_request(413, "too_large", "The body is larger than this collector takes.");
  }
  if (error == http::error::header_limit) {
    return refuse_request(431, "headers_too_large",
                          "The request's head is larger than this collector takes.");
  }
  refuse_request(400, "malformed", "The request is not HTTP/1.1 as RFC 9112 describes it.");
}

void Connection::refuse_request(unsigned status, std::string_view code, std::string_view message) {
  fill_request();
  Reply refusal = error_reply(request_, {.status = status, .code = code, .message = message});
  refusal.close = true;
  reply(std::move(refusal));
}

void Connection::reply(Reply&& reply) {
  if (phase_ == Phase::closed) return;
  if (!keep_alive_) reply.close = true;
  out_.clear();
  append_reply(out_, reply);
  write(out_.size(), reply.close);
}

void Connection::reply_half(Reply&& reply) {
  if (phase_ == Phase::closed) return;
  out_.clear();
  append_reply(out_, reply);
  write(out_.size() / 2, true);
}

void Connection::write(std::size_t bytes, bool then_close) {
  enter(Phase::writing);
  asio::async_write(socket_, asio::buffer(out_.data(), bytes),
                    [self = shared_from_this(), then_close](const Error& error, std::size_t) {
                      if (self->phase_ == Phase::closed) return;
                      if (error) return self->close();
                      self->on_written(then_close);
                    });
}

void Connection::on_written(bool then_close) {
  if (then_close) return linger();
  // Release the buffer of an unusually large reply.
  if (out_.capacity() > kReadBytes) out_.release();
  body_ = std::move(parser_->get().body());
  if (body_.capacity() > server_.limits().body_bytes_max / 4) body_ = {};
  begin_request();
  parse();
}

void Connection::linger() {
  // Closing with unread bytes would make the kernel send RST, which can overtake the reply.
  Error error;
  socket_.shutdown(tcp::socket::shutdown_send, error);
  if (error) return close();
  enter(Phase::lingering);
  in_.clear();
  read();
}

}  // namespace godwit::collector
