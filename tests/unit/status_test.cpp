#include "godwit/status.h"

#include <set>
#include <string>
#include <string_view>

#include "godwit/stats.h"
#include "support/catch.h"

using namespace godwit;

TEST_CASE("status: every code and every drop reason has its own name", "[status]") {
  std::set<std::string_view> codes;
  for (int code = 0; code <= static_cast<int>(StatusCode::waiting); ++code) {
    codes.insert(to_string(static_cast<StatusCode>(code)));
  }
  CHECK(codes.size() == static_cast<std::size_t>(StatusCode::waiting) + 1);
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

TEST_CASE("status: copies are alike, also onto itself and over a longer one", "[status]") {
  const Status is(StatusCode::too_large, "a name: ");
  Status copy(StatusCode::internal, std::string(100, 'y'));
  copy = is;
  CHECK(copy.code() == StatusCode::too_large);
  CHECK(copy.message() == "a name: ");
  CHECK(copy.c_str() == std::string("a name: "));
  copy.append("one").append("").append(" more");
  CHECK(copy.message() == "a name: one more");
  Status& self = copy;
  copy = self;
  CHECK(copy.message() == "a name: one more");
  CHECK_FALSE(copy.ok());
  CHECK(Status().ok());
  CHECK(Status().message().empty());
  CHECK(Status().c_str() == std::string());
}

TEST_CASE("status: the numbers of codes and drop reasons are those of the C interface",
          "[status]") {
  // Programs that were linked with an earlier library rely on them.
  const StatusCode codes[] = {StatusCode::ok,
                              StatusCode::invalid_argument,
                              StatusCode::too_large,
                              StatusCode::queue_full,
                              StatusCode::withheld,
                              StatusCode::switched_off,
                              StatusCode::closed,
                              StatusCode::in_use,
                              StatusCode::storage_unavailable,
                              StatusCode::storage_corrupt,
                              StatusCode::timed_out,
                              StatusCode::unsupported,
                              StatusCode::internal,
                              StatusCode::waiting};
  for (std::size_t i = 0; i < std::size(codes); ++i) CHECK(static_cast<std::size_t>(codes[i]) == i);
}
