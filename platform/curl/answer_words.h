// What there is to say of a reply that was read to its end: who answered, and why it may be none of
// a Godwit collector's. Whether it is one is the engine's judgement. Threads: none.
#pragma once

#include <string>
#include <string_view>

namespace godwit {

struct HttpAnswer {
  int status = 0;
  std::string_view url;           // Where the request went.
  std::string_view batch;         // The id that was sent; may be empty.
  std::string_view content_type;  // May be empty.
  std::string_view redirect;      // Where a 3xx points to; else empty.
  std::string_view body;
  bool undecodable = false;  // In a Content-Encoding that libcurl does not know, or damaged.
  bool cut = false;          // At kReplyBytesMax.
};

// The reason and the advice; without backslashes and quotes, so that it is JSON text too.
[[nodiscard]] std::string answer_words(const HttpAnswer& answer);

// "503, text/html, https://host/v1/events"
[[nodiscard]] std::string answerer(const HttpAnswer& answer);

}  // namespace godwit
