#include "identity/shared_context.h"

#include <string>

#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

std::string composed(const SharedContext& context) {
  Bytes bytes;
  context.compose(bytes, Session());
  return std::string(bytes.view());
}

const std::string kSession =
    "{\"session\":{\"id\":\"00000000-0000-0000-0000-000000000000\",\"number\":0}";

}  // namespace

TEST_CASE("shared_context: has the session, and what was set", "[identity]") {
  SharedContext context;
  CHECK(composed(context) == kSession + "}");
  context.set_environment("\"app\":{\"name\":\"shop\"}");
  CHECK(composed(context) == kSession + ",\"app\":{\"name\":\"shop\"}}");
  REQUIRE(context.set_user("\"u\\\"1\"", 1'000).ok());
  REQUIRE(context.set_super_property("\"plan\"", "\"free\"", 1'000).ok());
  REQUIRE(context.set_super_property("\"n\"", "[1]", 1'000).ok());
  CHECK(composed(context) == kSession +
                                 ",\"user\":\"u\\\"1\",\"app\":{\"name\":\"shop\"},"
                                 "\"super\":{\"plan\":\"free\",\"n\":[1]}}");
  context.reset();
  CHECK(composed(context) == kSession + ",\"app\":{\"name\":\"shop\"}}");
}

TEST_CASE("shared_context: a super-property is replaced and removed by its name", "[identity]") {
  SharedContext context;
  for (const char* name : {"\"a\"", "\"b\\\"\"", "\"c\""}) {
    REQUIRE(context.set_super_property(name, "{\"a\":[\"b\",\"c\"]}", 1'000).ok());
  }
  REQUIRE(context.set_super_property("\"b\\\"\"", "2", 1'000).ok());
  CHECK(composed(context) == kSession +
                                 ",\"super\":{\"a\":{\"a\":[\"b\",\"c\"]},"
                                 "\"c\":{\"a\":[\"b\",\"c\"]},\"b\\\"\":2}}");
  REQUIRE(context.set_super_property("\"a\"", "", 1'000).ok());
  REQUIRE(context.set_super_property("\"c\"", "", 1'000).ok());
  REQUIRE(context.set_super_property("\"never\"", "", 1'000).ok());
  CHECK(composed(context) == kSession + ",\"super\":{\"b\\\"\":2}}");
  REQUIRE(context.set_super_property("\"b\\\"\"", "", 1'000).ok());
  CHECK(composed(context) == kSession + "}");
}

TEST_CASE("shared_context: what passes the limit changes nothing", "[identity]") {
  SharedContext context;
  REQUIRE(context.set_user("\"user\"", 6).ok());  // With its quotes.
  CHECK(context.set_user("\"users\"", 6).code() == StatusCode::too_large);
  REQUIRE(context.set_super_property("\"a\"", "1", 6 + 5).ok());
  CHECK(context.set_super_property("\"a\"", "12", 6 + 5).code() == StatusCode::too_large);
  CHECK(context.set_user("\"users\"", 6 + 5).code() == StatusCode::too_large);
  CHECK(composed(context) == kSession + ",\"user\":\"user\",\"super\":{\"a\":1}}");
  REQUIRE(context.set_user("", 6 + 5).ok());
  CHECK(composed(context) == kSession + ",\"super\":{\"a\":1}}");
}
