#include "curl/gzip.h"

#include <libdeflate.h>

namespace godwit {

void Gzip::FreeCompressor::operator()(libdeflate_compressor* compressor) const {
  libdeflate_free_compressor(compressor);
}

std::string_view Gzip::compress(std::string_view body, int level) {
  if (compressor_ == nullptr || level_ != level) {
    compressor_.reset(libdeflate_alloc_compressor(level));
    level_ = level;
  }
  if (compressor_ == nullptr) return {};
  const std::size_t bound = libdeflate_gzip_compress_bound(compressor_.get(), body.size());
  if (output_.size() < bound) output_.resize(bound);
  const std::size_t size = libdeflate_gzip_compress(compressor_.get(), body.data(), body.size(),
                                                    output_.data(), output_.size());
  return {output_.data(), size};
}

}  // namespace godwit
