// A Poller that waits for libcurl's transfers, for wake(), and for the descriptors of other
// adapters. It does not watch a kept-alive connection without a transfer, so such a connection
// causes no wake-ups.
//
// Threads: wake() on any thread; everything else on the loop's thread.
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

  // Starts the transfer of a CURL easy handle. perform() calls `finished` once the handle is free
  // again. Sets the handle's CURLOPT_PRIVATE. Returns a CURLMcode.
  // Lifetime: `finished` stays alive until it was called, or until stop() was called.
  int start(void* easy, const Finished& finished);
  // Ends the transfer. `finished` is not called.
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
  std::vector<FdWatch*> ready_;  // Ready since the last wait(); null if unwatched since.
};

}  // namespace godwit
