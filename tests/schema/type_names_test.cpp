// Names of generated code: readable where they can be, and never the same for two things.
#include "typed_code/type_names.h"

#include <set>
#include <string>

#include "support/catch.h"
#include "typed_code/code_text.h"

namespace {

using godwit::schema::event_name;
using godwit::schema::identifier;

std::string whole_name(const std::string& schema, const godwit::SchemaVersion& version) {
  const godwit::schema::EventName name = event_name(schema, version);
  std::string whole;
  for (const std::string& each : name.namespaces) whole += each + "::";
  return whole + name.type;
}

// All texts of up to so many of these characters.
template <typename Visit>
void for_each_text(const std::string& characters, std::size_t length, const Visit& visit,
                   const std::string& text = {}) {
  visit(text);
  if (length == 0) return;
  for (const char c : characters) for_each_text(characters, length - 1, visit, text + c);
}

TEST_CASE("type_names: what is an identifier keeps its spelling", "[typed_code]") {
  for (const char* text : {"sku", "in_stock", "_private", "adId", "position_x", "a1", "X", "a_"}) {
    CHECK(identifier(text) == text);
  }
}

TEST_CASE("type_names: what is none is escaped", "[typed_code]") {
  const std::pair<const char*, const char*> cases[] = {
      {"a-b", "a_x2d_b"},
      {"a_x2d_b", "a_x5f_x2d_b"},
      {"a__b", "a_x5f5f_b"},
      {"1st", "_1st"},
      {"_1st", "_x5f_1st"},
      {"_First", "_x5f_First"},
      {"", "_x_"},
      {"_x_", "_x5f_x_"},
      {"class", "class_"},
      {"class_", "class_x5f_"},
      {"linux", "linux_"},
      {"ERROR", "ERROR_"},
      {"na\xC3\xAFve", "na_xc3af_ve"},
      {"$schema", "_x24_schema"},
      {"a-_b", "a_x2d5f_b"},
  };
  for (const auto& [text, name] : cases) CHECK(identifier(text) == name);
}

TEST_CASE("type_names: events are called as their schemas are", "[typed_code]") {
  const std::pair<const char*, const char*> cases[] = {
      {"com.acme/product_viewed", "com_acme::ProductViewed_1_0_2"},
      {"shop/product_viewed", "shop::ProductViewed_1_0_2"},
      {"shop/cart/search", "shop::cart::Search_1_0_2"},
      {"product_viewed", "ProductViewed_1_0_2"},
      {"shop/ProductViewed", "shop::ProductViewed_x_1_0_2"},
      {"shop/ProductViewed_x", "shop::ProductViewed_x5f_x_1_0_2"},
      {"shop/productViewed", "shop::productViewed_1_0_2"},
      {"shop/FIRST_OPEN", "shop::FIRST_OPEN_1_0_2"},
      {"shop/product-viewed", "shop::product_x2d_viewed_1_0_2"},
      {"shop/a_b", "shop::a_b_1_0_2"},
      {"web_shop/paid", "webShop::Paid_1_0_2"},
      {"webShop/paid", "web_x53_hop::Paid_1_0_2"},
      {"WebShop/paid", "WebShop::Paid_1_0_2"},
      {"com.tag-manager/paid", "com_tag_x2d_manager::Paid_1_0_2"},
      {"class/paid", "class_::Paid_1_0_2"},
      {"track/paid", "track_::Paid_1_0_2"},
      {"", "_x_1_0_2"},
  };
  for (const auto& [schema, name] : cases) CHECK(whole_name(schema, {1, 0, 2}) == name);
}

TEST_CASE("type_names: no two texts have one identifier", "[typed_code]") {
  std::set<std::string> names;
  std::size_t count = 0;
  const auto add = [&](const std::string& text) {
    const std::string name = identifier(text);
    const bool new_one = names.insert(name).second;
    if (!new_one) FAIL(text << " is called " << name << ", as another is");
    CHECK_FALSE(name.find("__") != std::string::npos);
    ++count;
  };
  for_each_text("_x2dfA-", 6, add);
  for (const std::string word : {"new", "do"}) {
    for_each_text("_x5f-", 5, [&](const std::string& end) { add(word + end); });
  }
  CHECK(count > 100000);
}

TEST_CASE("type_names: no two schemas have one name", "[typed_code]") {
  std::set<std::string> names;
  const auto add = [&](const std::string& schema) {
    for (const godwit::SchemaVersion& version : {godwit::SchemaVersion{1, 0, 0}, {0, 1, 0}}) {
      const std::string name = whole_name(schema, version);
      if (!names.insert(name).second) FAIL(schema << " is called " << name << ", as another is");
      CHECK_FALSE(name.find("__") != std::string::npos);
    }
  };
  for_each_text("ab_xA.-/1", 5, add);
}

TEST_CASE("type_names: a comment ends where it should", "[typed_code]") {
  using namespace godwit::schema;
  CHECK(line_comment("a\nb\\\n", "  ") == "  // a b\\ .\n");
  CHECK(line_comment("?\?/", "") == "// ?\?/ .\n");
  CHECK(line_comment("", "").empty());
  CHECK(line_comment(" \x01\xE2\x80\xAE ", "").empty());
  CHECK(doc_comment("a */ b **/", "") == "/**\n * a * / b ** /\n */\n");
  CHECK(doc_comment("@internal", "") == "/**\n * - @internal\n */\n");
  CHECK(cpp_literal("\"\\\n?\?/\xC3\xA9 1") == R"("\"\\\012?\?/\303\251 1")");
  CHECK(ts_literal("\"a\xE2\x80\xA8z\xC3\xA9\"") == "\"a\\u2028z\xC3\xA9\"");
}

}  // namespace
