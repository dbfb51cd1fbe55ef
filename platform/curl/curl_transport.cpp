#include "curl/curl_transport.h"

#include <curl/curl.h>
#include <fcntl.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <utility>

#include "curl/failure_words.h"
#include "curl/proxy_choice.h"
#include "curl/retry_after.h"
#include "curl/shown.h"

namespace godwit {
namespace {

// libcurl takes 0 for "no limit" or "the default".
long timeout_ms(std::chrono::milliseconds timeout) {
  return static_cast<long>(std::max<std::chrono::milliseconds::rep>(timeout.count(), 1));
}

// A program that the application starts must not inherit the connection.
int close_on_exec(void*, curl_socket_t socket, curlsocktype) {
  ::fcntl(socket, F_SETFD, FD_CLOEXEC);
  return CURL_SOCKOPT_OK;
}

// `Number` is the type that libcurl documents for `what`.
template <typename Number>
Number info(CURL* easy, CURLINFO what) {
  Number value = 0;
  curl_easy_getinfo(easy, what, &value);
  return value;
}

std::string_view text_info(CURL* easy, CURLINFO what) {
  const char* const value = info<const char*>(easy, what);
  return value != nullptr ? value : std::string_view();
}

// The reply's header of that name, counted from 0; empty if there is none.
std::optional<std::string_view> header(CURL* easy, const char* name, std::size_t index) {
  curl_header* found = nullptr;
  if (curl_easy_header(easy, name, index, CURLH_HEADER, -1, &found) != CURLHE_OK) {
    return std::nullopt;
  }
  return found->value;
}

// The server's own time. A date in a reply is the server's, and the device's clock may be wrong.
std::int64_t server_seconds(CURL* easy) {
  if (const auto date = http_date(header(easy, "Date", 0).value_or(""))) return *date;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

// Each Retry-After is a minimum, so the longest counts. libcurl's own parser overflows.
std::int64_t asked_delay_ms(CURL* easy) {
  std::int64_t longest = 0;
  for (std::size_t i = 0;; ++i) {
    const std::optional<std::string_view> value = header(easy, "Retry-After", i);
    if (!value) return longest;
    longest = std::max(longest, retry_after_ms(*value, server_seconds(easy)));
  }
}

}  // namespace

void CurlTransport::FreeEasy::operator()(void* easy) const {
  curl_easy_cleanup(easy);
}

void CurlTransport::FreeHeaders::operator()(curl_slist* headers) const {
  curl_slist_free_all(headers);
}

CurlTransport::CurlTransport(Scheduler& scheduler, CurlPoller& poller,
                             const TransportOptions& options, LogSink* log)
    : scheduler_(scheduler),
      poller_(poller),
      log_(log),
      proxy_(options.proxy),
      easy_(curl_easy_init()) {
  if (easy_ == nullptr) std::abort();  // Out of memory.
  set_fixed_options(options);
}

CurlTransport::~CurlTransport() {
  if (phase_ == Phase::running) poller_.stop(easy_.get());
}

void CurlTransport::set_fixed_options(const TransportOptions& options) {
  CURL* const easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, close_on_exec);
  // Every new connection looks the host's address up again.
  curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms(options.connect_timeout));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout_ms(options.total_timeout));

  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  if (!options.proxy_auth.empty()) {
    curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, options.proxy_auth.c_str());
  }
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);

  // Decodes every Content-Encoding that libcurl knows. set_request() removes the header that would
  // ask for one: replies are short, and some servers compress without being asked.
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_reply);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  // CURLINFO_REQUEST_SIZE has all of the body, a part of it or nothing, depending on how libcurl
  // sent it. The debug function sees the exact bytes.
  const curl_debug_callback debug = [](CURL*, curl_infotype kind, char* data, std::size_t size,
                                       void* transport) {
    static_cast<CurlTransport*>(transport)->on_debug(kind, {data, size});
    return 0;
  };
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, debug);
  curl_easy_setopt(easy, CURLOPT_DEBUGDATA, this);
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
}

void CurlTransport::on_debug(int kind, std::string_view text) {
  if (kind == CURLINFO_HEADER_OUT || kind == CURLINFO_DATA_OUT) bytes_sent_ += text.size();
  if (kind == CURLINFO_SSL_DATA_OUT) tls_begun_ = true;
  if (kind != CURLINFO_TEXT || environment_proxy_) return;
  const std::string notice = environment_proxy_notice(text);
  if (notice.empty()) return;
  environment_proxy_ = true;
  if (log_ != nullptr) log_->log(LogLevel::warning, notice);
}

void CurlTransport::send(const HttpRequest& request, Done done) noexcept {
  if (phase_ != Phase::idle) std::abort();  // The port allows one request at a time.
  phase_ = Phase::running;
  done_ = done;
  if (!set_request(request)) return finish(0, "out of memory");
  const int code = poller_.start(easy_.get(), finished_);
  if (code != CURLM_OK) finish(0, curl_multi_strerror(static_cast<CURLMcode>(code)));
}

bool CurlTransport::set_request(const HttpRequest& request) {
  CURL* const easy = easy_.get();
  cut_ = undecodable_ = tls_begun_ = false;
  bytes_sent_ = 0;
  url_.assign(request.url);
  failure_.assign(CURL_ERROR_SIZE, '\0');
  headers_.reset();
  batch_.clear();
  for (const HttpHeader& header : request.headers) {
    if (header.name == "Godwit-Batch") batch_ = header.value;
    if (!add_header(header.name, header.value)) return false;
  }
  // A request for permission before a large body would cost a round trip.
  if (!add_header("Expect", {}) || !add_header("Accept-Encoding", {})) return false;

  std::string_view body = request.body;
  if (request.gzip_level > 0) {
    const std::string_view compressed = gzip_.compress(body, request.gzip_level);
    if (!compressed.empty()) {
      body = compressed;
      if (!add_header("Content-Encoding", "gzip")) return false;
    }
  }
  const ProxyChoice choice = choose_proxy(proxy_, request.url);
  curl_easy_setopt(easy, CURLOPT_PROXY, choice.proxy);
  curl_easy_setopt(easy, CURLOPT_NOPROXY, choice.no_proxy);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.empty() ? "" : body.data());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, failure_.data());
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, std::exchange(connect_anew_, false) ? 1L : 0L);
  return curl_easy_setopt(easy, CURLOPT_URL, url_.c_str()) == CURLE_OK;
}

// An empty value removes a header that libcurl would send by itself.
bool CurlTransport::add_header(std::string_view name, std::string_view value) {
  line_.assign(name).append(": ").append(value);
  curl_slist* const all = curl_slist_append(headers_.get(), line_.c_str());
  if (all == nullptr) return false;
  (void)headers_.release();
  headers_.reset(all);
  return true;
}

std::size_t CurlTransport::take_reply(char* data, std::size_t size, std::size_t count,
                                      void* transport) {
  auto* const self = static_cast<CurlTransport*>(transport);
  const std::size_t offered = size * count;
  const std::size_t taken = std::min<std::size_t>(offered, kReplyBytesMax - self->body_.size());
  self->body_.append(data, taken);
  // libcurl ends the transfer if the function takes less than it was offered.
  self->cut_ = taken < offered;
  return taken;
}

void CurlTransport::cancel() noexcept {
  if (phase_ != Phase::running) return;
  poller_.stop(easy_.get());
  finish(0, "cancelled");
}

void CurlTransport::on_finished(int curl_code) {
  const auto code = static_cast<CURLcode>(curl_code);
  undecodable_ = code == CURLE_BAD_CONTENT_ENCODING;
  const bool complete = code == CURLE_OK || undecodable_ || (code == CURLE_WRITE_ERROR && cut_);
  if (complete) {
    if (undecodable_) body_.clear();
    return finish(static_cast<int>(info<long>(easy_.get(), CURLINFO_RESPONSE_CODE)), {});
  }
  finish(0, failure_sentence(curl_code));
}

std::string CurlTransport::failure_sentence(int curl_code) const {
  CURL* const easy = easy_.get();
  const bool kept = info<long>(easy, CURLINFO_NUM_CONNECTS) == 0;
  TransferFailure failure;
  failure.curl_code = curl_code;
  failure.curl_words = failure_.c_str();
  failure.url = url_;
  failure.through_proxy = !proxy_.empty() || environment_proxy_;
  failure.resolved = kept || info<curl_off_t>(easy, CURLINFO_NAMELOOKUP_TIME_T) != 0;
  // libcurl 7.88 counts a connection only after the TLS handshake.
  failure.connected = tls_begun_ || info<curl_off_t>(easy, CURLINFO_CONNECT_TIME_T) != 0;
  failure.requested = bytes_sent_ != 0;
  failure.after_ms = info<curl_off_t>(easy, CURLINFO_TOTAL_TIME_T) / 1000;
  failure.system_error = static_cast<int>(info<long>(easy, CURLINFO_OS_ERRNO));
  failure.verify_result = info<long>(easy, CURLINFO_SSL_VERIFYRESULT);
  failure.proxy_status = info<long>(easy, CURLINFO_HTTP_CONNECTCODE);
  return failure_words(failure);
}

HttpAnswer CurlTransport::answer(std::string_view body) const {
  CURL* const easy = easy_.get();
  HttpAnswer answer;
  answer.status = status_;
  answer.url = url_;
  answer.batch = batch_;
  answer.content_type = text_info(easy, CURLINFO_CONTENT_TYPE);
  answer.redirect = text_info(easy, CURLINFO_REDIRECT_URL);
  answer.body = body;
  answer.undecodable = undecodable_;
  answer.cut = cut_;
  return answer;
}

void CurlTransport::finish(int status, std::string_view failure) {
  curl_easy_setopt(easy_.get(), CURLOPT_ERRORBUFFER, nullptr);
  failure_.assign(failure);
  status_ = status;
  phase_ = Phase::finished;
  scheduler_.post(Task::to<&CurlTransport::deliver>(this));
}

// The completion may call send(), which uses the members again. The answerer still belongs to the
// reply.
void CurlTransport::deliver() {
  CURL* const easy = easy_.get();
  std::string failure = std::exchange(failure_, {});
  const std::string body = std::exchange(body_, {});
  HttpReply reply;
  reply.status = status_;
  answerer_ = shown_url(url_);
  if (status_ != 0) {
    const HttpAnswer about = answer(body);
    failure = answer_words(about);
    answerer_ = godwit::answerer(about);
    reply.body = body;
    reply.retry_after_ms = asked_delay_ms(easy);
  }
  reply.failure = failure;
  reply.bytes_sent = bytes_sent_;
  reply.bytes_received =
      static_cast<std::uint64_t>(info<long>(easy, CURLINFO_HEADER_SIZE)) +
      static_cast<std::uint64_t>(info<curl_off_t>(easy, CURLINFO_SIZE_DOWNLOAD_T));
  reply.connections_opened = static_cast<std::uint32_t>(info<long>(easy, CURLINFO_NUM_CONNECTS));
  phase_ = Phase::idle;
  std::exchange(done_, {})(reply);
  answerer_.clear();
}

}  // namespace godwit
