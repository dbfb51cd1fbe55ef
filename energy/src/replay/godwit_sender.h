// Our own policy: keeps the uploader's facts and gives them to the same decide().
#pragma once

#include "delivery/radio_use.h"
#include "godwit/limits.h"
#include "replay/sender.h"

namespace godwit::energy {

class GodwitSender final : public Sender {
 public:
  explicit GodwitSender(const Deadlines& deadlines);
  void on_app_activity(std::int64_t now_ms) override { radio_.note_app(now_ms); }
  [[nodiscard]] std::int64_t send_at_ms(std::int64_t now_ms,
                                        std::span<const QueuedEvent> queue) override;
  void on_sent(std::int64_t now_ms) override;

 private:
  Limits limits_;
  RadioUse radio_;
  std::int64_t sent_ms_ = 0;
};

}  // namespace godwit::energy
