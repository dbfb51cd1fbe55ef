// Makes the engine's report of a reply readable for people. It appends who answered, and it decodes
// the collector's own words, which are still JSON text.
//
// `answerer` is CurlTransport's; it is empty if the engine reports something else.
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
