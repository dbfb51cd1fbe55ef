#include "ingest/gunzip.h"

#include <zlib.h>

#include <algorithm>

namespace godwit::collector {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr std::size_t kStepBytes = 128u << 10;

}  // namespace

Gunzip::Gunzip(const Limits& limits) : limits_(limits), stream_(std::make_unique<z_stream_s>()) {
  // It fails only if memory runs out; run() then returns not_gzip.
  (void)inflateInit2(stream_.get(), kGzipOnly);
}

Gunzip::~Gunzip() {
  inflateEnd(stream_.get());
}

GunzipResult Gunzip::run(std::string_view compressed, Bytes& out) {
  out.clear();
  if (inflateReset(stream_.get()) != Z_OK) return GunzipResult::not_gzip;
  // zlib does not write to its input, but its interface lacks the const.
  stream_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream_->avail_in = static_cast<uInt>(compressed.size());
  const std::size_t bound = std::min(
      limits_.decompressed_bytes_max,
      std::max(limits_.ratio_free_bytes, compressed.size() * limits_.decompressed_ratio_max));
  for (;;) {
    // One byte above the bound distinguishes "just as large" from "larger".
    const std::size_t step = std::min(kStepBytes, bound + 1 - out.size());
    stream_->next_out = reinterpret_cast<Bytef*>(out.prepare(step));
    stream_->avail_out = static_cast<uInt>(step);
    const int code = inflate(stream_.get(), Z_NO_FLUSH);
    out.advance(step - stream_->avail_out);
    if (out.size() > bound) return GunzipResult::too_large;
    if (code == Z_STREAM_END) {
      return stream_->avail_in == 0 ? GunzipResult::done : GunzipResult::not_gzip;
    }
    if (code != Z_OK) return GunzipResult::not_gzip;
  }
}

}  // namespace godwit::collector
