// The verdict on each kind of reply, and its message.
#include <limits>
#include <string>

#include "delivery/retry_policy.h"
#include "delivery/wire_v1.h"
#include "support/catch.h"

using namespace godwit;

namespace {

WireReply read(int status, std::string_view body) {
  HttpReply reply;
  reply.status = status;
  reply.failure = "what the adapter says";
  reply.body = body;
  return read_reply_v1(reply, "b");
}

constexpr std::string_view kOurs = R"({"godwit":1,"batch":"b","accepted":1,"refused":[]})";

}  // namespace

TEST_CASE("wire_v1: no reply that fails is without a sentence", "[delivery]") {
  struct Row {
    int status;
    std::string_view body;
    Verdict verdict;
    std::string_view message;
  };
  const std::string_view error =
      R"({"godwit":1,"batch":"b","error":{"code":"c","message":"\"m\""}})";
  const std::string_view silent = R"({"godwit":1,"batch":"b","error":{"message":""}})";
  const std::string_view number = R"({"godwit":1,"batch":"b","error":{"message":12345}})";
  const std::string_view adapters = "what the adapter says";
  const std::string_view theirs = R"(\"m\")";
  const Row rows[] = {
      {0, "", Verdict::failed, adapters},
      {201, kOurs, Verdict::failed, adapters},
      {202, kOurs, Verdict::failed, adapters},
      {204, "", Verdict::failed, adapters},
      {206, kOurs, Verdict::failed, adapters},
      {302, kOurs, Verdict::failed, adapters},
      {503, error, Verdict::failed, theirs},
      {503, silent, Verdict::failed, adapters},
      {503, number, Verdict::failed, adapters},
      {400, error, Verdict::malformed, theirs},
      {400, kOurs, Verdict::malformed, adapters},
      {413, error, Verdict::too_large, theirs},
      {413, "<html>", Verdict::foreign_413, adapters},
      {200, "", Verdict::failed, adapters},
      {200, "<html>", Verdict::failed, adapters},
      {200, "\xEF\xBB\xBF{\"godwit\":1,\"batch\":\"b\"}", Verdict::failed, adapters},
      {400, R"({"error":{"message":"some other service's"}})", Verdict::failed, adapters},
      {200, R"({"godwit":1,"batch":"other"})", Verdict::failed, adapters},
      {431, R"({"godwit":1,"batch":null,"error":{"message":"m"}})", Verdict::failed, adapters},
      {200, R"({"godwit":2,"batch":"b"})", Verdict::failed, adapters},
  };
  for (const Row& row : rows) {
    CAPTURE(row.status, row.body);
    const WireReply reply = read(row.status, row.body);
    CHECK(reply.verdict == row.verdict);
    CHECK(reply.message == row.message);
  }
}

TEST_CASE("wire_v1: white space around our reply does not make it a stranger's", "[delivery]") {
  for (const std::string_view space : {"\n", "\r\n", " \t\n"}) {
    CHECK(read(200, std::string(kOurs).append(space)).verdict == Verdict::accepted);
    CHECK(read(200, std::string(space).append(kOurs)).verdict == Verdict::accepted);
  }
}

TEST_CASE("wire_v1: retry_after_ms that is too large is cut to the maximum, not forgotten",
          "[delivery]") {
  struct Row {
    std::string_view text;
    std::int64_t asked;
  };
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const Row rows[] = {{"0", 0},
                      {"3000", 3'000},
                      {"1500.9", 1'500},
                      {"-5", 0},
                      {"\"3000\"", 0},
                      {"null", 0},
                      {"[9]", 0},
                      {"9223372036854775807", kMost},
                      {"9223372036854775808", kMost},
                      {"18446744073709551616", kMost},
                      {"99999999999999999999", kMost},
                      {"1000000000000000000000000000000", kMost},
                      {"1e21", kMost},
                      {"1E+400", kMost}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const std::string body =
        "{\"godwit\":1,\"batch\":\"b\",\"error\":{},\"retry_after_ms\":" + std::string(row.text) +
        "}";
    const std::int64_t asked = read(429, body).retry_after_ms;
    CHECK((row.asked == kMost ? asked > kMost / 100 : asked == row.asked));
    const Limits limits;
    const std::int64_t delay = retry_delay_ms(1, asked, 0, limits);
    CHECK(delay <= limits.retry_after_max.count());
    if (row.asked == kMost) CHECK(delay == limits.retry_after_max.count());
  }
}
