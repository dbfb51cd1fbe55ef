#include "curl/gzip.h"

#include <zlib.h>

namespace godwit {
namespace {

constexpr int kGzipWindowBits = 15 + 16;  // The largest window; +16: the gzip wrapper.
constexpr int kDefaultMemoryLevel = 8;

}  // namespace

Gzip::Gzip() : stream_(std::make_unique<z_stream>()) {}

Gzip::~Gzip() {
  if (level_ != 0) deflateEnd(stream_.get());
}

std::string_view Gzip::compress(std::string_view body, int level) {
  if (!prepare(level)) return {};
  const uLong bound = deflateBound(stream_.get(), static_cast<uLong>(body.size()));
  if (output_.size() < bound) output_.resize(bound);
  // zlib reads through this pointer and never writes.
  stream_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream_->avail_in = static_cast<uInt>(body.size());
  stream_->next_out = reinterpret_cast<Bytef*>(output_.data());
  stream_->avail_out = static_cast<uInt>(output_.size());
  if (deflate(stream_.get(), Z_FINISH) != Z_STREAM_END) return {};
  return {output_.data(), output_.size() - stream_->avail_out};
}

bool Gzip::prepare(int level) {
  if (level_ == level) return deflateReset(stream_.get()) == Z_OK;
  if (level_ != 0) deflateEnd(stream_.get());
  level_ = 0;
  *stream_ = {};
  if (deflateInit2(stream_.get(), level, Z_DEFLATED, kGzipWindowBits, kDefaultMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return false;
  }
  level_ = level;
  return true;
}

}  // namespace godwit
