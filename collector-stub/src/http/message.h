// One HTTP request, its reply, and the exchange between them, without types of any HTTP library.
//
// Threads: the loop's only.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace godwit::collector {

// The other end of a connection.
struct Peer {
  std::string address;  // IPv4 or IPv6 text, without the port.
  bool loopback = false;
  bool counted = false;  // The totals know this connection.
};

// Lifetime: the views are valid until the exchange is answered.
struct Request {
  std::string_view method;
  std::string_view path;
  std::string_view query;  // After the question mark, still percent-encoded.
  std::string_view host;
  std::string_view origin;
  std::string_view authorization;
  std::string_view content_encoding;
  std::string_view batch;  // The header Godwit-Batch.
  std::string_view body;
  std::size_t wire_bytes = 0;  // The received bytes of head and body.
  Peer* peer = nullptr;
};

struct Reply {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string headers;  // Further header lines, each ended by CR LF.
  Bytes body;
  bool close = false;  // Close the connection after this reply.
};

// A request that waits for its answer. The handler calls exactly one of the three endings, at any
// time. If the last pointer goes without one, the connection is closed.
class Exchange {
 public:
  virtual ~Exchange() = default;
  [[nodiscard]] virtual const Request& request() const = 0;
  virtual void reply(Reply&& reply) = 0;
  // Sends the first half of the reply's bytes, then closes.
  virtual void reply_half(Reply&& reply) = 0;
  // Closes without an answer.
  virtual void cut() = 0;
};

using ExchangePtr = std::shared_ptr<Exchange>;

// Answers requests. handle() may answer at once, or keep the exchange for later.
class RequestHandler {
 public:
  virtual ~RequestHandler() = default;
  virtual void handle(const ExchangePtr& exchange) = 0;
};

}  // namespace godwit::collector
