// A body as gzip, with one zlib stream that is kept.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>

#include "measure.h"

namespace bench {

class GzipWriter {
 public:
  explicit GzipWriter(int level = 1) {
    // 15: the largest window; +16: gzip's frame; 8: zlib's usual memory.
    if (deflateInit2(&stream_, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
      fail("zlib does not start");
    }
  }
  ~GzipWriter() { deflateEnd(&stream_); }
  GzipWriter(const GzipWriter&) = delete;
  GzipWriter& operator=(const GzipWriter&) = delete;

  // Lifetime: the view is valid until the next call.
  std::string_view compress(std::string_view text) {
    deflateReset(&stream_);
    out_.resize(deflateBound(&stream_, text.size()));
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
    stream_.avail_out = static_cast<uInt>(out_.size());
    if (deflate(&stream_, Z_FINISH) != Z_STREAM_END) fail("zlib does not finish");
    return {out_.data(), out_.size() - stream_.avail_out};
  }

 private:
  z_stream stream_{};
  std::string out_;
};

}  // namespace bench
