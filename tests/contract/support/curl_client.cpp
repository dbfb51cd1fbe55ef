#include "contract/support/curl_client.h"

namespace godwit {
namespace {

constexpr HttpHeader kHeaders[] = {{"Content-Type", "application/json"},
                                   {"Authorization", "Bearer key"}};

}  // namespace

CurlClient::CurlClient(const TransportOptions& options, LogSink* log)
    : transport_(std::make_unique<CurlTransport>(scheduler_, *poller_, options, log)) {}

void CurlClient::start(std::string_view url, std::string_view body, int gzip_level) {
  url_ = url;
  body_ = body;
  transport_->send({url_, kHeaders, body_, gzip_level},
                   Transport::Done::to<&CurlClient::on_reply>(this));
}

void CurlClient::run_until(const std::function<bool()>& condition) {
  constexpr int kTurnMs = 10;  // The condition may hang on other threads.
  while (!condition()) {
    poller_->wait(kTurnMs);
    poller_->perform();
    scheduler_.run_all();
  }
}

KeptReply CurlClient::post(std::string_view url, std::string_view body, int gzip_level) {
  const std::size_t before = replies_.size();
  start(url, body, gzip_level);
  run_until([&] { return replies_.size() > before; });
  return replies_.back();
}

void CurlClient::close() {
  transport_.reset();
  poller_.reset();
}

void CurlClient::on_reply(const HttpReply& reply) {
  replies_.push_back({reply.status, std::string(reply.failure), reply.retry_after_ms,
                      std::string(reply.body), reply.bytes_sent, reply.bytes_received,
                      reply.connections_opened, std::string(transport_->answerer())});
}

}  // namespace godwit
