// Decompresses request bodies (gzip, RFC 1952) into one reused buffer, within limits.
//
// The limits stop a body that is built to become very large. The output is bounded, and so is the
// ratio once the output is larger than an honest small body needs.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/bytes.h"
#include "collector/limits.h"

struct z_stream_s;

namespace godwit::collector {

enum class GunzipResult : std::uint8_t {
  done,
  not_gzip,   // Damaged, truncated, or followed by other bytes.
  too_large,  // Beyond Limits::decompressed_bytes_max or decompressed_ratio_max.
};

class Gunzip final {
 public:
  // Lifetime: the limits must outlive it.
  explicit Gunzip(const Limits& limits);
  ~Gunzip();

  // Replaces the contents of `out`.
  [[nodiscard]] GunzipResult run(std::string_view compressed, Bytes& out);

 private:
  const Limits& limits_;
  std::unique_ptr<z_stream_s> stream_;  // Reused, so that its window is allocated once.
};

}  // namespace godwit::collector
