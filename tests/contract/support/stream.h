// One accepted connection of the test server, in plain or in TLS.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace godwit {

class Stream {
 public:
  virtual ~Stream() = default;
  // The number of bytes read; 0 at the end, or where the connection is broken.
  virtual std::size_t read(char* into, std::size_t size) = 0;
  virtual void write(std::string_view bytes) = 0;
};

// Makes a stream of an accepted socket, which stays the server's; null where the peer does not
// speak its language.
using StreamFactory = std::function<std::unique_ptr<Stream>(int socket)>;

}  // namespace godwit
