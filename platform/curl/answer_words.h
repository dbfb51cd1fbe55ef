// Describes a reply that was read to its end: who answered, and why the reply may not be a Godwit
// collector's. The engine decides whether it is one.
// Threads: none.
#pragma once

#include <string>
#include <string_view>

namespace godwit {

struct HttpAnswer {
  int status = 0;
  std::string_view url;           // The address of the request.
  std::string_view batch;         // The id of the request; may be empty.
  std::string_view content_type;  // May be empty.
  std::string_view redirect;      // The target of a 3xx; otherwise empty.
  std::string_view body;
  bool undecodable = false;  // The Content-Encoding is damaged, or libcurl does not know it.
  bool cut = false;          // The reply was cut at kReplyBytesMax.
};

// The reason and the advice. They have no backslashes and no quotes, so they are JSON text too.
[[nodiscard]] std::string answer_words(const HttpAnswer& answer);

// "503, text/html, https://host/v1/events"
[[nodiscard]] std::string answerer(const HttpAnswer& answer);

}  // namespace godwit
