#include "delivery/radio_use.h"

namespace godwit {

void RadioUse::note_app(std::int64_t now_ms) {
  if (app_ms != kNever) app_pauses.note(now_ms - app_ms);
  app_ms = seen_ms = now_ms;
}

void RadioUse::note_request(std::int64_t now_ms) {
  sent_ms = seen_ms = now_ms;
}

void RadioUse::note_queued(std::int64_t oldest_ms) {
  if (sent_ms == kNever || oldest_ms == kNever) return;
  // The events from before are still there, so they were not sent.
  if (oldest_ms >= sent_ms) event_pauses.note(oldest_ms - sent_ms);
  sent_ms = kNever;
}

}  // namespace godwit
