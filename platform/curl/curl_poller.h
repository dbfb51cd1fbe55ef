// A Poller that waits for libcurl's transfers, for wake() and for what other adapters watch. A
// connection that is kept alive while nothing is sent on it is not watched, so it causes no
// wakeups.
//
// Threads: wake() from any thread; the rest on the loop's thread.
#pragma once

#include <memory>
#include <vector>

#include "godwit/callback.h"
#include "posix/fd_watcher.h"
#include "posix/poller.h"

namespace godwit {

class CurlPoller final : public Poller, public FdWatcher {
 public:
  using Finished = Callback<void(int curl_code)>;

  CurlPoller();
  ~CurlPoller() override;
  CurlPoller(const CurlPoller&) = delete;
  CurlPoller& operator=(const CurlPoller&) = delete;

  // Starts the transfer of a CURL easy handle. `finished` is called by perform(), once the handle
  // is free again. Sets the handle's CURLOPT_PRIVATE. Returns a CURLMcode.
  // Lifetime: `finished` stays alive until it was called, or stop() was.
  int start(void* easy, const Finished& finished);
  // Ends the transfer; `finished` is not called.
  void stop(void* easy);

  void wait(int timeout_ms) noexcept override;
  void wake() noexcept override;
  void perform() noexcept override;

  void watch(FdWatch& watch) override;
  void unwatch(FdWatch& watch) override;

 private:
  void finish_transfers();

  struct Cleanup {
    void operator()(void* multi) const;
  };
  std::unique_ptr<void, Cleanup> multi_;  // A CURLM.
  int transfers_ = 0;
  std::vector<FdWatch*> watches_;
  std::vector<FdWatch*> ready_;  // Since the last wait(); null where it was taken back.
};

}  // namespace godwit
