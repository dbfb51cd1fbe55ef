// Lines of any bytes from a file descriptor, each at most so long.
//
// A line ends with a newline, or with the input. One that is too long is passed over as a whole.
// Threads: none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace godwit::cli {

class LineReader {
 public:
  enum class Outcome {
    line,
    too_long,
    end,
    interrupted,  // `interrupt` became readable; the line that had begun is left out.
    failed,       // errno says why.
  };

  // `interrupt` is a descriptor, or -1.
  LineReader(int input, int interrupt, std::size_t line_bytes_max)
      : input_(input), interrupt_(interrupt), line_bytes_max_(line_bytes_max) {}

  // Lifetime: `line` is valid until the next call.
  [[nodiscard]] Outcome next(std::string_view& line);

  // The number of the line that next() gave last; counts from 1.
  [[nodiscard]] std::uint64_t line_number() const { return line_number_; }

 private:
  enum class Fill { more, end, interrupted, failed };

  Outcome take(std::size_t length, std::string_view& line);
  void make_room();
  Fill fill();

  int input_;
  int interrupt_;
  std::size_t line_bytes_max_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;    // The start of the current line.
  std::size_t scanned_ = 0;  // No newline stands before this.
  std::size_t end_ = 0;      // The end of the bytes that were read.
  bool passing_over_ = false;
  std::uint64_t line_number_ = 0;
};

}  // namespace godwit::cli
