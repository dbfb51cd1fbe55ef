// Keeps texts that are made while a batch is judged, until the batch is gone.
//
// Lifetime: a text from keep() stays in its place until clear(). Threads: one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace godwit::collector {

class TextArena {
 public:
  [[nodiscard]] std::string_view keep(std::string_view text) {
    if (chunks_.empty() || chunks_.back().capacity() - chunks_.back().size() < text.size()) {
      chunks_.emplace_back().reserve(std::max(text.size(), kChunkBytes));
    }
    Bytes& chunk = chunks_.back();
    chunk.append(text);
    return chunk.view().substr(chunk.size() - text.size());
  }

  // Frees the memory of an unusual batch; the first piece is enough for the usual one.
  void clear() {
    if (chunks_.empty()) return;
    chunks_.resize(1);
    chunks_.front().clear();
  }

 private:
  static constexpr std::size_t kChunkBytes = std::size_t{16} << 10;

  // The vector may move its elements as it grows; the bytes do not move.
  std::vector<Bytes> chunks_;
};

}  // namespace godwit::collector
