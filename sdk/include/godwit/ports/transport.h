// The Transport port: one HTTP request, and one reply. It neither retries nor decides anything.
//
// Threads: all calls and completions on the scheduler's thread.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>
#include <span>
#include <string_view>

#include "godwit/callback.h"

namespace godwit {

struct HttpHeader {
  std::string_view name = {};
  std::string_view value = {};
};

struct HttpRequest {
  std::string_view url = {};
  std::span<const HttpHeader> headers = {};
  std::string_view body = {};
  int gzip_level = 0;  // 1 to 9: the adapter compresses the body; 0: it does not.
};

struct HttpReply {
  int status = 0;  // 0: no reply was read to its end.
  // A sentence for the log, as JSON text: why there is no reply, or why a reply may not be a
  // collector's.
  std::string_view failure = {};
  std::int64_t retry_after_ms = 0;  // The wait of Retry-After, in either form; 0: none.
  std::string_view body = {};       // Decoded, and cut at kReplyBytesMax.
  std::uint64_t bytes_sent = 0;     // Headers and body, as sent.
  std::uint64_t bytes_received = 0;
  std::uint32_t connections_opened = 0;
};

// A longer reply is not a collector's. The adapter stops reading there and reports the part.
inline constexpr std::uint32_t kReplyBytesMax = 1 << 20;

class Transport {
 public:
  using Done = Callback<void(const HttpReply&)>;
  virtual ~Transport() = default;

  // POSTs the request. The engine has one request under way at a time. The adapter does not follow
  // redirects (the reply is the 3xx itself).
  // Lifetime: the request's views stay alive until the completion has run; the reply's are valid
  // only during the completion.
  virtual void send(const HttpRequest& request, Done done) = 0;

  // For a page that is being left: POSTs the request once the page has ended, and reports nothing.
  // The call forgets an earlier deferred request; with an empty body, it does only that.
  // Lifetime: the request's views are valid only during the call.
  virtual void defer(const HttpRequest& request) { static_cast<void>(request); }

  // Ends the request under way, if there is one, without waiting. Its completion still runs, with
  // status 0.
  virtual void cancel() = 0;

  // The next request opens a new connection and looks the host's address up again. Called after a
  // network failure, because the name may point elsewhere now.
  virtual void forget_connection() = 0;

  // Asks for the turn to send, among several engines that share a store, such as the pages of one
  // site. True: this engine has it, until release(). False: `granted` runs once it has. If another
  // one has sent meanwhile, Engine::adopt_retry() is called first.
  virtual bool claim(Callback<void()> granted) {
    static_cast<void>(granted);
    return true;
  }
  // Gives the turn back: there is nothing to send now.
  virtual void release() {}
};

}  // namespace godwit

#endif  // GODWIT_CPP20
