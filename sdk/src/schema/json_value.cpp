#include "schema/json_value.h"

#include "base/json_reader.h"
#include "schema/hash_index.h"
#include "schema/json_scalar.h"

namespace godwit {
namespace {

// The hash of the value whose first token was read.
std::uint64_t value_hash(JsonReader& reader) {
  const JsonToken token = reader.token();
  std::uint64_t hash = mix_json_hash(kJsonHashBasis, static_cast<std::uint64_t>(token));
  if (token == JsonToken::begin_array) {
    while (reader.next() != JsonToken::end_array && reader.error() == nullptr) {
      hash = mix_json_hash(hash, value_hash(reader));
    }
  } else if (token == JsonToken::begin_object) {
    while (reader.next() == JsonToken::key) {
      const std::uint64_t key = json_string_hash(reader.text());
      reader.next();
      hash += spread_json_hash(mix_json_hash(mix_json_hash(kJsonHashBasis, key),
                                             value_hash(reader)));  // A name is not a value.
    }
  } else {
    return json_scalar_hash(reader.skip_value());
  }
  return spread_json_hash(hash);
}

bool arrays_equal(std::string_view a, std::string_view b) {
  JsonElements those_of_a(a);
  JsonElements those_of_b(b);
  std::string_view one;
  std::string_view other;
  for (;;) {
    const bool more = those_of_a.next(one);
    if (more != those_of_b.next(other)) return false;
    if (!more) return true;
    if (!json_equal(one, other)) return false;
  }
}

// Finds the members of an object by their names.
class MemberIndex {
 public:
  explicit MemberIndex(std::string_view object) : object_(object) {
    JsonReader reader(object);
    for (reader.next(); reader.next() == JsonToken::key; reader.skip_value()) {
      index_.add(json_string_hash(reader.text()), reader.offset());
    }
    index_.sort();
  }

  [[nodiscard]] std::uint32_t count() const { return index_.size(); }
  // The text of the last member's value with this name; empty if there is none. If more than
  // kSameHashMax names have one hash, it finds only that many.
  [[nodiscard]] std::string_view find(std::string_view name) const {
    const std::span<const HashIndex::Entry> same = index_.find(json_string_hash(name));
    for (std::size_t i = same.size(); i != 0 && same.size() - i < kSameHashMax; --i) {
      const std::string_view rest = object_.substr(same[i - 1].offset);
      JsonReader known(rest);
      known.next();  // Alone, it is a string.
      if (!json_string_equal(known.text(), name)) continue;
      const std::size_t colon = rest.find(':', known.end_offset());
      JsonReader value(rest.substr(colon + 1));
      value.next();
      return value.skip_value();
    }
    return {};
  }

 private:
  std::string_view object_;
  HashIndex index_;
};

// Members in the same order are compared one by one, which is the usual case.
bool objects_equal(std::string_view a, std::string_view b) {
  JsonReader ours(a);
  JsonReader theirs(b);
  ours.next();
  theirs.next();
  for (;;) {
    const bool more = ours.next() == JsonToken::key;
    const std::string_view name = ours.text();
    if (more != (theirs.next() == JsonToken::key)) return false;
    if (!more) return true;
    if (!json_string_equal(name, theirs.text())) break;
    if (!json_equal(ours.skip_value(), theirs.skip_value())) return false;
  }
  const MemberIndex members(b);
  std::uint32_t count = 0;
  JsonReader reader(a);
  for (reader.next(); reader.next() == JsonToken::key; ++count) {
    const std::string_view value = members.find(reader.text());
    if (value.empty() || !json_equal(reader.skip_value(), value)) return false;
  }
  return count == members.count();
}

std::string_view trim(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

std::uint64_t json_hash(std::string_view text) {
  JsonReader reader(text);
  reader.next();
  return value_hash(reader);
}

bool json_equal(std::string_view a, std::string_view b) {
  a = trim(a);
  b = trim(b);
  if (a[0] == b[0] && a[0] == '[') return arrays_equal(a, b);
  if (a[0] == b[0] && a[0] == '{') return objects_equal(a, b);
  return json_scalar_equal(a, b);
}

}  // namespace godwit
