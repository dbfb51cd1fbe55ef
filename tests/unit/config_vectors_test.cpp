// The rules of a configuration, held to the verdicts that all languages share (tests/vectors).
#include <set>
#include <string>

#include "base/loopback.h"
#include "delivery/wire_v1.h"
#include "endpoint_check.h"
#include "limits_check.h"
#include "recorder.h"
#include "support/catch.h"
#include "support/interface.h"
#include "support/vectors.h"

using namespace godwit;
using namespace godwit::test;

namespace {

void check_fault(const Json& vectors, const Json& vector, const Fault* fault) {
  INFO(vector.dump());
  CHECK((fault == nullptr) == is_ok(vector));
  if (fault == nullptr || is_ok(vector)) return;
  CHECK(fault->reason == vector["reason"].get<std::string>());
  CHECK(fault->sentence == sentence_of(vectors, vector));
}

// Every sentence is some case's: no rule goes without one.
void check_all_reasons_stand(const Json& vectors) {
  std::set<std::string> used;
  for (const Json& vector : vectors["cases"]) {
    if (!is_ok(vector)) used.insert(vector["reason"].get<std::string>());
  }
  CHECK(used.size() == vectors["sentences"].size());
}

std::uint64_t value_of(const LimitRule& rule, const Limits& limits) {
  if (const auto* const span = std::get_if<LimitRule::Span>(&rule.field)) {
    return static_cast<std::uint64_t>((limits.**span).count());
  }
  if (const auto* const size = std::get_if<LimitRule::Size>(&rule.field)) return limits.**size;
  return limits.*std::get<LimitRule::Count>(rule.field);
}

}  // namespace

TEST_CASE("vectors: every endpoint has its verdict, reason and sentence", "[config]") {
  const Json vectors = read_vectors("endpoints.json");
  for (const Json& vector : vectors["cases"]) {
    const std::string endpoint = input_of(vector);
    const bool plain = vector.contains("options") && vector["options"].contains("allow_plain_http");
    check_fault(vectors, vector, endpoint_fault(endpoint, plain));
    INFO(endpoint);
    if (is_ok(vector)) CHECK(is_loopback(host_of(endpoint)) == vector["loopback"].get<bool>());
  }
  check_all_reasons_stand(vectors);
}

TEST_CASE("vectors: every key has its verdict, and a page's URL says it as it is", "[config]") {
  const Json vectors = read_vectors("keys.json");
  for (const Json& vector : vectors["cases"]) {
    const std::string key = input_of(vector);
    check_fault(vectors, vector, key_fault(key));
    if (!vector.contains("encoded")) continue;
    WireV1Request request(WireForm::cors_simple, 0);
    CHECK(request.make("https://h", key, "b1", {}).url ==
          "https://h/v1/events?k=" + vector["encoded"].get<std::string>() + "&b=b1");
  }
  check_all_reasons_stand(vectors);
}

TEST_CASE("vectors: every limit has the default and the bounds of the description", "[config]") {
  const Json vectors = read_vectors("limits.json");
  const Limits defaults;
  CHECK(vectors["never"] == Limits::kNever.count());
  const Json described = read_interface()["limits"];
  REQUIRE(described.size() == limit_rules().size());
  std::size_t at = 0;
  for (const LimitRule& rule : limit_rules()) {
    const Json& limit = described[at++];
    INFO(limit.dump());
    CHECK(limit["name"] == std::string(rule.name));
    CHECK(limit["unit"] == std::string(rule.unit));
    CHECK(limit["default"] == value_of(rule, defaults));
    CHECK(limit["min"] == rule.min);
    CHECK(limit["max"] == rule.max);
  }
}

TEST_CASE("vectors: the range of an event's time is that of the code", "[config]") {
  const Json vectors = read_vectors("times.json");
  CHECK(vectors["max"] == std::to_string(kEventTimeMaxMs));
  CHECK(vectors["sentences"]["out_of_range"] == std::string(kEventTimeSentence));
}
