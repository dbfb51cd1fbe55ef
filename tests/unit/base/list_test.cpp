#include "base/list.h"

#include <vector>

#include "base/prng.h"
#include "support/catch.h"

using namespace godwit;

namespace {

std::vector<int> values(const List<int>& list) {
  return {list.begin(), list.end()};
}

}  // namespace

TEST_CASE("list: does what a vector does", "[base]") {
  Prng prng(7);
  List<int> list;
  std::vector<int> vector;
  for (int step = 0; step < 5000; ++step) {
    const std::size_t at = prng.below(vector.size() + 1);
    const auto there = vector.begin() + static_cast<std::ptrdiff_t>(at);
    switch (prng.below(5)) {
      case 0:
        list.push_back(step);
        vector.push_back(step);
        break;
      case 1:
      case 2:
        list.insert(at, step);
        vector.insert(there, step);
        break;
      case 3:
        if (at == vector.size()) break;
        list.erase(at);
        vector.erase(there);
        break;
      default: {
        const std::size_t count = prng.below(vector.size() - at + 1);
        list.erase(at, count);
        vector.erase(there, there + static_cast<std::ptrdiff_t>(count));
      }
    }
    if (step % 1000 == 999) {
      list.clear();
      vector.clear();
    }
    REQUIRE(values(list) == vector);
  }
}

TEST_CASE("list: two are equal where all their elements are", "[base]") {
  List<int> a;
  List<int> b;
  CHECK(a == b);
  a.push_back(1);
  CHECK_FALSE(a == b);
  b.push_back(1);
  CHECK(a == b);
  a.push_back(2);
  b.push_back(3);
  CHECK_FALSE(a == b);
  a[0] = 4;
  a[1] = 3;
  CHECK_FALSE(a == b);
}

TEST_CASE("list: elements are destroyed once, wherever they were moved to", "[base]") {
  static int alive = 0;
  struct Counted {
    Counted() { ++alive; }
    Counted(const Counted&) { ++alive; }
    ~Counted() { --alive; }
  };
  {
    List<Counted> list;
    for (int i = 0; i < 100; ++i) list.emplace_back();
    list.insert(50, Counted());
    CHECK(alive == 101);
    list.erase(3);
    list.erase(10, 20);
    CHECK(alive == 80);
    List<Counted> other = std::move(list);
    CHECK(list.empty());
    CHECK(other.size() == 80);
    list.emplace_back();
    other.clear();
    CHECK(alive == 1);
  }
  CHECK(alive == 0);
}
