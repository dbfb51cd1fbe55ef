#include "curl/curl_poller.h"

#include <curl/curl.h>

#include <poll.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <mutex>

namespace godwit {
namespace {

// libcurl counts initialisations, and there is no safe moment for the matching clean-up: the
// application may use libcurl, too.
void initialise_curl_once() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) std::abort();
  });
}

CURLM* make_multi() {
  initialise_curl_once();
  CURLM* const multi = curl_multi_init();
  if (multi == nullptr) std::abort();  // Out of memory.
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 1L);
  return multi;
}

// libcurl reports errors and hang-ups as readable bytes.
short curl_events(short events) {
  return static_cast<short>((events & POLLIN ? CURL_WAIT_POLLIN : 0) |
                            (events & POLLOUT ? CURL_WAIT_POLLOUT : 0));
}

}  // namespace

void CurlPoller::Cleanup::operator()(void* multi) const {
  curl_multi_cleanup(multi);
}

CurlPoller::CurlPoller() : multi_(make_multi()) {}

CurlPoller::~CurlPoller() = default;

int CurlPoller::start(void* easy, const Finished& finished) {
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &finished);
  const CURLMcode code = curl_multi_add_handle(multi_.get(), easy);
  if (code == CURLM_OK) ++transfers_;
  return code;
}

void CurlPoller::stop(void* easy) {
  curl_multi_remove_handle(multi_.get(), easy);
  --transfers_;
}

void CurlPoller::wait(int timeout_ms) noexcept {
  // libcurl has no endless wait; a wake-up every 24 days is rare enough.
  const int bounded_ms = timeout_ms < 0 ? std::numeric_limits<int>::max() : timeout_ms;
  std::vector<curl_waitfd> fds;  // Almost always none or two.
  for (const FdWatch* watch : watches_) fds.push_back({watch->fd, curl_events(watch->events), 0});
  curl_multi_poll(multi_.get(), fds.data(), static_cast<unsigned>(fds.size()), bounded_ms, nullptr);
  for (std::size_t i = 0; i < fds.size(); ++i) {
    if (fds[i].revents != 0) ready_.push_back(watches_[i]);
  }
}

void CurlPoller::wake() noexcept {
  curl_multi_wakeup(multi_.get());
}

void CurlPoller::perform() noexcept {
  if (transfers_ != 0) finish_transfers();
  for (std::size_t i = 0; i < ready_.size(); ++i) {
    if (ready_[i] != nullptr) ready_[i]->ready();
  }
  ready_.clear();
}

void CurlPoller::watch(FdWatch& watch) {
  watches_.push_back(&watch);
}

void CurlPoller::unwatch(FdWatch& watch) {
  std::erase(watches_, &watch);
  std::replace(ready_.begin(), ready_.end(), &watch, static_cast<FdWatch*>(nullptr));
}

void CurlPoller::finish_transfers() {
  int running = 0;
  curl_multi_perform(multi_.get(), &running);
  int queued = 0;
  while (const CURLMsg* const message = curl_multi_info_read(multi_.get(), &queued)) {
    if (message->msg != CURLMSG_DONE) continue;
    // Removing the handle frees the message.
    CURL* const easy = message->easy_handle;
    const CURLcode code = message->data.result;
    const Finished* finished = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &finished);
    stop(easy);
    (*finished)(code);
  }
}

}  // namespace godwit
