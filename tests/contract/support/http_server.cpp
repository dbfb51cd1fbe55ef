#include "contract/support/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace godwit {
namespace {

class PlainStream final : public Stream {
 public:
  explicit PlainStream(int socket) : socket_(socket) {}

  std::size_t read(char* into, std::size_t size) override {
    const ssize_t count = ::recv(socket_, into, size, 0);
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  void write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

 private:
  int socket_;
};

// Reads until `buffer` holds at least `size` bytes. False at the end of the stream.
bool fill(Stream& stream, std::string& buffer, std::size_t size) {
  char block[16 * 1024];
  while (buffer.size() < size) {
    const std::size_t count = stream.read(block, sizeof block);
    if (count == 0) return false;
    buffer.append(block, count);
  }
  return true;
}

std::size_t content_length(std::string_view head) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const std::size_t at = head.find(kName);
  if (at == std::string_view::npos) return 0;
  return std::strtoul(head.data() + at + kName.size(), nullptr, 10);
}

// Takes one request off the front of what the stream brings.
bool read_request(Stream& stream, std::string& buffer, ServedRequest& request) {
  std::size_t end = std::string::npos;
  while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
    if (!fill(stream, buffer, buffer.size() + 1)) return false;
  }
  request.head = buffer.substr(0, end + 4);
  const std::size_t length = content_length(request.head);
  if (!fill(stream, buffer, request.head.size() + length)) return false;
  request.body = buffer.substr(request.head.size(), length);
  buffer.erase(0, request.head.size() + length);
  return true;
}

}  // namespace

HttpServer::HttpServer(Handler handler, StreamFactory streams)
    : handler_(std::move(handler)),
      streams_(std::move(streams)),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_.get(), generic, size) != 0 || ::listen(listener_.get(), 16) != 0 ||
      ::getsockname(listener_.get(), generic, &size) != 0) {
    throw std::system_error(errno, std::generic_category(), "test server");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

HttpServer::~HttpServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const UniqueFd& socket : sockets_) ::shutdown(socket.get(), SHUT_RDWR);
  }
  ::shutdown(listener_.get(), SHUT_RDWR);
  acceptor_.join();
  for (std::thread& thread : threads_) thread.join();
}

std::string HttpServer::url(std::string_view scheme) const {
  return std::string(scheme) + "://127.0.0.1:" + std::to_string(port_) + "/v1/events";
}

std::vector<ServedRequest> HttpServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::size_t HttpServer::connections() const {
  const std::lock_guard lock(mutex_);
  return sockets_.size();
}

void HttpServer::accept_all() {
  for (;;) {
    UniqueFd accepted(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!accepted) return;
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    const int socket = accepted.get();
    sockets_.push_back(std::move(accepted));
    threads_.emplace_back([this, socket, number = sockets_.size()] { serve(socket, number); });
  }
}

void HttpServer::serve(int socket, std::size_t number) {
  const std::unique_ptr<Stream> stream =
      streams_ ? streams_(socket) : std::make_unique<PlainStream>(socket);
  std::string buffer;
  ServedRequest request;
  request.connection = number;
  while (stream != nullptr && read_request(*stream, buffer, request)) {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    const ServedReply reply = handler_(request);
    stream->write(reply.bytes);
    if (reply.then == ServedReply::Then::close) break;
  }
  ::shutdown(socket, SHUT_RDWR);
}

std::string http_reply(std::string_view status, std::string_view body, std::string_view headers) {
  return std::string("HTTP/1.1 ")
      .append(status)
      .append("\r\n")
      .append(headers)
      .append("Content-Length: ")
      .append(std::to_string(body.size()))
      .append("\r\n\r\n")
      .append(body);
}

}  // namespace godwit
