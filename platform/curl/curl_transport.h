// The Transport over libcurl: one easy handle and one kept-alive connection.
//
// It speaks HTTP/1.1 on purpose. One request is under way at a time, so HTTP/2 would multiplex
// nothing, and its pings and settings frames can wake a radio that HTTP/1.1 leaves asleep.
// TLS verifies host and certificate. The transport does not follow redirects, and speaks only http
// and https. It never waits for a name server: closing and cancel() leave a stalled look-up to
// libcurl's resolver thread.
// Threads: as the port says. Construct and destroy it on the loop's thread, or while the loop does
// not run.
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
  // Lifetime: the scheduler and the poller outlive the transport. Destroy it when no completion is
  // outstanding, or when the scheduler has stopped for good; a request under way then never
  // completes.
  // `log` reports once that requests use a proxy of the environment; it may be null.
  CurlTransport(Scheduler& scheduler, CurlPoller& poller, const TransportOptions& options,
                LogSink* log = nullptr);
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  void send(const HttpRequest& request, Done done) noexcept override;
  void cancel() noexcept override;
  void forget_connection() noexcept override { connect_anew_ = true; }

  // Describes the peer of the request whose completion runs: "503, text/html,
  // https://host/v1/events", or only the endpoint if there was no reply. Empty outside a
  // completion.
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
  // Prepares the handle for one request. False: out of memory.
  bool set_request(const HttpRequest& request);
  bool add_header(std::string_view name, std::string_view value);
  // libcurl's reports about a transfer: counts the sent bytes, and notices a proxy.
  void on_debug(int kind, std::string_view text);
  static std::size_t take_reply(char* data, std::size_t size, std::size_t count, void* transport);

  void on_finished(int curl_code);
  // Says why there is no reply. The handle still has libcurl's facts.
  [[nodiscard]] std::string failure_sentence(int curl_code) const;
  // Lifetime: valid as long as the handle's last reply and `body`.
  [[nodiscard]] HttpAnswer answer(std::string_view body) const;
  void finish(int status, std::string_view failure);
  void deliver();

  Scheduler& scheduler_;
  CurlPoller& poller_;
  LogSink* const log_;
  const std::string proxy_;         // As configured; empty: no proxy is configured.
  bool environment_proxy_ = false;  // Requests use one, and the log has said so.
  const CurlPoller::Finished finished_ =
      CurlPoller::Finished::to<&CurlTransport::on_finished>(this);
  std::unique_ptr<void, FreeEasy> easy_;  // A CURL.
  Gzip gzip_;
  bool connect_anew_ = false;

  // These belong to the request under way.
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
