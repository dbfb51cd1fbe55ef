// The Transport over libcurl: one easy handle and one kept-alive connection.
//
// HTTP/1.1 on purpose: one request is under way at a time, so HTTP/2 would multiplex nothing, and
// its pings and settings frames can wake a radio that HTTP/1.1 leaves asleep.
// TLS is verified, host and certificate. Redirects are not followed, and only http and https are
// spoken. Nothing here waits for a name server: closing and cancel() leave a stalled look-up to
// libcurl's resolver thread.
// Threads: as the port says. Make it and destroy it on the loop's thread, or while it does not run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "curl/answer_words.h"
#include "curl/curl_poller.h"
#include "curl/gzip.h"
#include "godwit/config.h"
#include "godwit/ports/log_sink.h"
#include "godwit/ports/scheduler.h"
#include "godwit/ports/transport.h"

struct curl_slist;

namespace godwit {

class CurlTransport final : public Transport {
 public:
  // Lifetime: the scheduler and the poller outlive the transport. It is destroyed when no
  // completion is outstanding, or the scheduler has stopped for good: what is under way then never
  // completes.
  // `log` hears once that a proxy of the environment is used; it may be null.
  CurlTransport(Scheduler& scheduler, CurlPoller& poller, const TransportOptions& options,
                LogSink* log = nullptr);
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  void send(const HttpRequest& request, Done done) noexcept override;
  void cancel() noexcept override;
  void forget_connection() noexcept override { connect_anew_ = true; }

  // Of the request whose completion runs: "503, text/html, https://host/v1/events", or the endpoint
  // alone where there was no reply. Empty outside of a completion.
  [[nodiscard]] std::string_view answerer() const { return answerer_; }

 private:
  enum class Phase : std::uint8_t { idle, running, finished };
  struct FreeEasy {
    void operator()(void* easy) const;
  };
  struct FreeHeaders {
    void operator()(curl_slist* headers) const;
  };

  void set_fixed_options(const TransportOptions& options);
  // Sets the handle up for one request. False: out of memory.
  bool set_request(const HttpRequest& request);
  bool add_header(std::string_view name, std::string_view value);
  // What libcurl tells of a transfer: counts the bytes that go out, and notices a proxy.
  void on_debug(int kind, std::string_view text);
  static std::size_t take_reply(char* data, std::size_t size, std::size_t count, void* transport);

  void on_finished(int curl_code);
  // Why there is no reply; the handle still has what libcurl knows.
  [[nodiscard]] std::string failure_sentence(int curl_code) const;
  // Lifetime: of the handle's last reply, and `body`.
  [[nodiscard]] HttpAnswer answer(std::string_view body) const;
  void finish(int status, std::string_view failure);
  void deliver();

  Scheduler& scheduler_;
  CurlPoller& poller_;
  LogSink* const log_;
  const std::string proxy_;         // As configured; empty: none is.
  bool environment_proxy_ = false;  // Requests go through one, and the log has said so.
  const CurlPoller::Finished finished_ =
      CurlPoller::Finished::to<&CurlTransport::on_finished>(this);
  std::unique_ptr<void, FreeEasy> easy_;  // A CURL.
  Gzip gzip_;
  bool connect_anew_ = false;

  // Of the request under way.
  Phase phase_ = Phase::idle;
  Done done_;
  std::unique_ptr<curl_slist, FreeHeaders> headers_;
  std::string line_;  // Scratch: libcurl wants strings that end in a zero.
  std::string url_;
  std::string batch_;
  bool cut_ = false;          // The reply was longer than kReplyBytesMax.
  bool undecodable_ = false;  // Its Content-Encoding cannot be read.
  bool tls_begun_ = false;    // A connection was there, and the first bytes of TLS went out.
  int status_ = 0;
  std::uint64_t bytes_sent_ = 0;
  std::string failure_;
  std::string body_;
  std::string answerer_;
};

}  // namespace godwit
