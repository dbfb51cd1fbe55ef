// The Transport port: one HTTP request out, one reply back. No retry and no policy inside.
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
  int gzip_level = 0;  // 1 to 9: the adapter compresses the body; 0: it is sent as it is.
};

struct HttpReply {
  int status = 0;  // 0: no reply was read to its end.
  // A sentence for the log, as JSON text: why there is no reply; of a reply, why it may be none of
  // a collector's.
  std::string_view failure = {};
  std::int64_t retry_after_ms = 0;  // What Retry-After asks for, in either form; 0: nothing.
  std::string_view body = {};       // Decoded, and cut at kReplyBytesMax.
  std::uint64_t bytes_sent = 0;     // Headers and body, as they went out.
  std::uint64_t bytes_received = 0;
  std::uint32_t connections_opened = 0;
};

// A longer reply is not one of ours; the adapter stops reading there and reports what it has.
inline constexpr std::uint32_t kReplyBytesMax = 1 << 20;

class Transport {
 public:
  using Done = Callback<void(const HttpReply&)>;
  virtual ~Transport() = default;

  // POSTs the request. The engine has one request under way at a time. Redirects are not followed
  // (the reply is the 3xx itself).
  // Lifetime: the request's views stay alive until the completion has run; the reply's are valid
  // during the completion only.
  virtual void send(const HttpRequest& request, Done done) = 0;

  // What the page that is being left may not live to send: POSTs the request once the page has
  // ended, and tells nobody. What was deferred before is forgotten; an empty body only does that.
  // Lifetime: the request's views are valid during the call only.
  virtual void defer(const HttpRequest& request) { static_cast<void>(request); }

  // Ends the request under way, if there is one, without waiting for anything; its completion
  // still runs, with status 0.
  virtual void cancel() = 0;

  // The answer to "does the name still point there?": the next request opens a new connection and
  // resolves the host name anew. Called after a network failure.
  virtual void forget_connection() = 0;

  // Asks to be the one who sends, among several engines that share a store, as pages of one site
  // do. True: it is, until release(). False: `granted` runs once it is, after
  // Engine::adopt_retry() where another one has sent meanwhile.
  virtual bool claim(Callback<void()> granted) {
    static_cast<void>(granted);
    return true;
  }
  // There is nothing to send for now.
  virtual void release() {}
};

}  // namespace godwit

#endif  // GODWIT_CPP20
