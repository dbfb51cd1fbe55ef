// What the engine says of a reply, made fit for people: who answered stands at its end, and the
// collector's own words, which are JSON text still, are shown as they were meant.
//
// `answerer` is CurlTransport's: empty where the engine speaks of something else.
// Threads: none.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "godwit/delivery.h"

namespace godwit {

void append_shown(Bytes& out, std::string_view words, std::string_view answerer);

class ShownReport final {
 public:
  ShownReport(const DeliveryReport& report, std::string_view answerer);
  ShownReport(const ShownReport&) = delete;
  ShownReport& operator=(const ShownReport&) = delete;

  // Lifetime: the object's.
  [[nodiscard]] const DeliveryReport& report() const { return report_; }

 private:
  DeliveryReport report_;
  Bytes code_;
  Bytes pointer_;
  Bytes message_;
};

}  // namespace godwit
