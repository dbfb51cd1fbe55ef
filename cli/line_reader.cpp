#include "line_reader.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace godwit::cli {
namespace {

constexpr std::size_t kReadBytes = 256 * 1024;

}  // namespace

LineReader::Outcome LineReader::next(std::string_view& line) {
  for (;;) {
    if (scanned_ != end_) {
      const void* const newline = std::memchr(&buffer_[scanned_], '\n', end_ - scanned_);
      if (newline != nullptr) {
        const auto at = static_cast<std::size_t>(static_cast<const char*>(newline) - &buffer_[0]);
        return take(at - begin_, line);
      }
    }
    scanned_ = end_;
    if (end_ - begin_ > line_bytes_max_) {
      passing_over_ = true;
      begin_ = end_;
    }
    switch (fill()) {
      case Fill::more:
        break;
      case Fill::interrupted:
        return Outcome::interrupted;
      case Fill::failed:
        return Outcome::failed;
      case Fill::end:
        if (begin_ == end_ && !passing_over_) return Outcome::end;
        return take(end_ - begin_, line);
    }
  }
}

LineReader::Outcome LineReader::take(std::size_t length, std::string_view& line) {
  line = std::string_view(&buffer_[begin_], length);
  // The last line may lack its newline.
  begin_ = begin_ + length < end_ ? begin_ + length + 1 : end_;
  scanned_ = begin_;
  ++line_number_;
  const bool too_long = passing_over_ || length > line_bytes_max_;
  passing_over_ = false;
  return too_long ? Outcome::too_long : Outcome::line;
}

void LineReader::make_room() {
  if (begin_ != 0) {
    std::memmove(&buffer_[0], &buffer_[begin_], end_ - begin_);
    end_ -= begin_;
    scanned_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < kReadBytes) buffer_.resize(buffer_.size() * 2 + kReadBytes);
}

LineReader::Fill LineReader::fill() {
  make_room();
  for (;;) {
    pollfd waited[2] = {{interrupt_, POLLIN, 0}, {input_, POLLIN, 0}};
    if (::poll(waited, 2, -1) < 0 && errno != EINTR) return Fill::failed;
    if (waited[0].revents != 0) return Fill::interrupted;
    if (waited[1].revents == 0) continue;
    const ssize_t got = ::read(input_, &buffer_[end_], buffer_.size() - end_);
    if (got > 0) {
      end_ += static_cast<std::size_t>(got);
      return Fill::more;
    }
    if (got == 0) return Fill::end;
    if (errno != EINTR && errno != EAGAIN) return Fill::failed;
  }
}

}  // namespace godwit::cli
