#include "godwit/status.h"

#include <set>
#include <string>
#include <string_view>

#include "godwit/stats.h"
#include "support/catch.h"

using namespace godwit;

TEST_CASE("status: every code and every drop reason has its own name", "[status]") {
  std::set<std::string_view> codes;
  for (int code = 0; code <= static_cast<int>(StatusCode::internal); ++code) {
    codes.insert(to_string(static_cast<StatusCode>(code)));
  }
  CHECK(codes.size() == static_cast<std::size_t>(StatusCode::internal) + 1);
  CHECK(codes.count("unknown") == 0);

  std::set<std::string_view> reasons;
  for (std::size_t reason = 0; reason < kDropReasonCount; ++reason) {
    reasons.insert(to_string(static_cast<DropReason>(reason)));
  }
  CHECK(reasons.size() == kDropReasonCount);
  CHECK(reasons.count("unknown") == 0);
}

TEST_CASE("status: a sentence is cut at its bound and stays terminated", "[status]") {
  Status status(StatusCode::internal, std::string(1000, 'x'));
  CHECK(status.message().size() == kStatusMessageBytesMax);
  CHECK(status.append("more").c_str()[kStatusMessageBytesMax] == '\0');
}
