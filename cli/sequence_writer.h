// Claims events on a descriptor: one line with the sequence number of each accepted event, written
// at once, so that a claim is never made too early, nor lost in a buffer.
//
// Threads: none.
#pragma once

#include <charconv>
#include <cstdint>

#include "output.h"

namespace godwit::cli {

class SequenceWriter {
 public:
  // -1: claims nothing.
  explicit SequenceWriter(int descriptor) : descriptor_(descriptor) {}

  void claim(std::uint64_t sequence) {
    if (descriptor_ < 0) return;
    char line[24];
    char* const end = std::to_chars(line, line + sizeof line - 1, sequence).ptr;
    *end = '\n';
    if (write_all(descriptor_, {line, static_cast<std::size_t>(end + 1 - line)})) return;
    warn("the descriptor of --accepted-fd cannot be written to; no more sequence numbers follow");
    descriptor_ = -1;
  }

 private:
  int descriptor_;
};

}  // namespace godwit::cli
