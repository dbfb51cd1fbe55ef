// Compresses one body after another. It reuses one buffer, and one compressor for each level.
// Threads: one at a time.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

struct libdeflate_compressor;

namespace godwit {

class Gzip final {
 public:
  // Returns the body as a gzip file (RFC 1952); `level` is 1 to 9. Empty if there is no memory for
  // the compressor; then send the body uncompressed. Lifetime: valid until the next call.
  [[nodiscard]] std::string_view compress(std::string_view body, int level);

 private:
  struct FreeCompressor {
    void operator()(libdeflate_compressor* compressor) const;
  };

  std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor_;
  int level_ = 0;  // The level of the compressor.
  std::vector<char> output_;
};

}  // namespace godwit
