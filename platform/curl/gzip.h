// Compresses one body after another into the same buffer with the same zlib state, which is made
// once (256 KiB) and reset between bodies.
// Threads: one at a time.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

struct z_stream_s;

namespace godwit {

class Gzip final {
 public:
  Gzip();
  ~Gzip();
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  // The body as a gzip file (RFC 1952); `level` is 1 to 9. Empty where zlib has no memory left:
  // then send it as it is. Lifetime: valid until the next call.
  [[nodiscard]] std::string_view compress(std::string_view body, int level);

 private:
  // Readies the state for a new body.
  bool prepare(int level);

  std::unique_ptr<z_stream_s> stream_;
  int level_ = 0;  // Of the state; 0: there is none yet.
  std::vector<char> output_;
};

}  // namespace godwit
