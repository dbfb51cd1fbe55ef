// Prints what generated code writes, and what it should have, one event in a line: JSON, a tab,
// JSON.
#include <cstdio>
#include <limits>

#include "events.h"

namespace {

template <typename Event>
void print(const Event& event, const char* expected) {
  godwit::TypedEventWriter out;
  write_json(out, event);
  const std::string json(out.failed() ? std::string_view("\"failed\"") : out.view());
  std::printf("%s\t%s\n", json.c_str(), expected);
}

using Viewed = events::com_acme::ProductViewed_1_0_1;
using Every = events::shop::EveryKind_1_0_0;

void print_products() {
  print(Viewed{.sku = "A\"1",
               .price = {{.amount = 9.5, .currency = Viewed::PriceCurrency::USD}},
               .seller = std::nullopt},
        R"({"event":"view","sku":"A\"1","price":{"amount":9.5,"currency":"USD"},"seller":null})");
  const std::vector<Viewed::Variants> variants = {
      {.colour = Viewed::Colour::red_x2f_blue, .size = 1}, {.size = -2}};
  Viewed viewed{.sku = std::string_view("s"),
                .price = Viewed::Price{.amount = 1, .currency = Viewed::PriceCurrency::EUR},
                .seller = "me"};
  viewed.currency = Viewed::Currency::CHF;
  viewed.tags = {"a", "b"};
  viewed.in_stock = false;
  viewed.quantity = 3;
  viewed.discount = 0.25;
  viewed.variants = variants;
  print(viewed, R"({"event":"view","sku":"s","price":{"amount":1,"currency":"EUR"},"seller":"me",)"
                R"("currency":"CHF","tags":["a","b"],"in_stock":false,"quantity":3,)"
                R"("discount":0.25,"variants":[{"colour":"red/blue","size":1},{"size":-2}]})");
  viewed.tags = std::nullopt;
  viewed.discount = std::optional<double>();
  viewed.variants.reset();
  viewed.price->amount = std::numeric_limits<double>::infinity();
  print(viewed, "\"failed\"");
  viewed.price->amount = 2;
  print(viewed, R"({"event":"view","sku":"s","price":{"amount":2,"currency":"EUR"},"seller":"me",)"
                R"("currency":"CHF","in_stock":false,"quantity":3,"discount":null})");
}

void print_every_kind() {
  const Every least{.flag = true,
                    .whole = 1,
                    .real = 2,
                    .text = "t",
                    .colour = Every::Colour::blue,
                    .address = {{.street = "s"}},
                    .words = {},
                    .anything = godwit::Json("[1, 2]"),
                    .maybe_whole = 7,
                    .unlisted = godwit::Json("null")};
  const std::string start =
      R"({"always":{"b":[1,"x"]},"nothing":null,"flag":true,"whole":1,"real":2,"text":"t",)"
      R"("colour":"blue","address":{"street":"s"},"words":[],"anything":[1,2],"maybe_whole":7,)"
      R"("unlisted":null)";
  print(least, (start + "}").c_str());
  Every more = least;
  more.lists = {{1.5, std::nullopt}, {}};
  more.maybe_colour = std::optional<Every::MaybeColour>();
  more.joined = Every::Joined{.age = 4, .name = "n"};
  more.address_or_not = Every::AddressOrNot{.known = true};
  more.empty = Every::Empty{};
  more.tree = Every::Tree{.children = {godwit::Json("{}")}};
  print(more,
        (start + R"(,"lists":[[1.5,null],[]],"maybe_colour":null,"joined":{"age":4,"name":"n"},)"
                 R"("address_or_not":{"known":true},"empty":{},"tree":{"children":[{}]}})")
            .c_str());
  more.anything = godwit::Json("[1,");
  print(more, "\"failed\"");
}

void print_odd_ones() {
  print(events::shop::OddNames_1_0_0{.class_ = 1,
                                     .class_x5f_ = 2,
                                     .class_x5f_x5f_ = 3,
                                     .a_x2d_b = 4,
                                     .a_b = 5,
                                     .quo_x22_te_x5c_ = 6,
                                     ._x3f3f2f_ = 7},
        R"({"class":1,"class_":2,"class_x5f_":3,"a-b":4,"a_b":5,"quo\"te\\":6,"??/":7})");
  using Values = events::shop::OddValues_1_0_0;
  print(Values{.one = Values::One::new_x0a_line, .two = Values::Two::_x0000_},
        R"({"nul\u0000name":"??/\u0000\\\n\u2029'`${x}","one":"new\nline","two":"\u0000\u0000"})");
  print(events::shop::Closed_1_0_0{}, "{}");
  print(
      events::shop::SignedIn_1_0_0{.method = static_cast<events::shop::SignedIn_1_0_0::Method>(2)},
      "\"failed\"");
}

}  // namespace

int main() {
  print_products();
  print_every_kind();
  print_odd_ones();
}
