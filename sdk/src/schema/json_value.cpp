#include "schema/json_value.h"

#include "base/json_reader.h"
#include "base/json_text.h"
#include "schema/decimal.h"
#include "schema/scratch_stack.h"

namespace godwit {
namespace {

// FNV-1a (Fowler, Noll, Vo), 64 bits.
constexpr std::uint64_t kBasis = 0xCBF29CE484222325;
constexpr std::uint64_t kPrime = 0x100000001B3;

std::uint64_t mix(std::uint64_t hash, std::uint64_t next) {
  return (hash ^ next) * kPrime;
}

// Spreads a hash over all bits (the finalizer of MurmurHash3, Appleby).
std::uint64_t spread(std::uint64_t hash) {
  hash = (hash ^ hash >> 33) * 0xFF51AFD7ED558CCD;
  hash = (hash ^ hash >> 33) * 0xC4CEB9FE1A85EC53;
  return hash ^ hash >> 33;
}

// Takes one character: that of an escape whole, of the others a byte.
std::uint32_t take_character(std::string_view& raw) {
  std::uint32_t character = 0;
  if (raw[0] == '\\') {
    static_cast<void>(read_json_escape(raw, character));
    return character;
  }
  const auto first = static_cast<unsigned char>(raw[0]);
  if (first < 0x80) {
    raw.remove_prefix(1);
    return first;
  }
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  character = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    character = character << 6 | (static_cast<unsigned char>(raw[i]) & 0x3Fu);
  }
  raw.remove_prefix(length);
  return character;
}

std::uint64_t number_hash(std::string_view text) {
  const Decimal number(text);
  std::uint64_t hash = mix(kBasis, number.zero() ? 0 : 2 + (number.negative ? 1 : 0));
  for (const char c : number.digits) {
    if (c != '.') hash = mix(hash, static_cast<std::uint64_t>(c));
  }
  return mix(hash, static_cast<std::uint64_t>(number.zero() ? 0 : number.exponent));
}

// Of the value whose first token was read.
std::uint64_t value_hash(JsonReader& reader) {
  const JsonToken token = reader.token();
  std::uint64_t hash = mix(kBasis, static_cast<std::uint64_t>(token));
  if (token == JsonToken::string) return json_string_hash(reader.text());
  if (token == JsonToken::number) return number_hash(reader.text());
  if (token == JsonToken::begin_array) {
    while (reader.next() != JsonToken::end_array && reader.error() == nullptr) {
      hash = mix(hash, value_hash(reader));
    }
  } else if (token == JsonToken::begin_object) {
    while (reader.next() == JsonToken::key) {
      const std::uint64_t key = json_string_hash(reader.text());
      reader.next();
      hash += spread(mix(mix(kBasis, key), value_hash(reader)));  // A name is no value.
    }
  }
  return spread(hash);
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

// The members of an object by their names: a table of offsets, placed by hash.
class MemberIndex {
 public:
  explicit MemberIndex(std::string_view object) : object_(object) {
    JsonReader reader(object);
    for (reader.next(); reader.next() == JsonToken::key; ++count_) reader.skip_value();
    while (mask_ < 2 * count_) mask_ = 2 * mask_ + 1;
    table_.push_default(mask_ + 1);
    reader = JsonReader(object);
    for (reader.next(); reader.next() == JsonToken::key; reader.skip_value()) {
      table_[place_of(reader.text())] = static_cast<std::uint32_t>(reader.offset()) + 1;
    }
  }

  [[nodiscard]] std::uint32_t count() const { return count_; }
  // The text of the last member's value that is called so; empty where there is none.
  [[nodiscard]] std::string_view find(std::string_view name) const {
    const std::uint32_t offset = table_[place_of(name)];
    if (offset == 0) return {};
    JsonReader value(behind_name(offset));
    value.next();
    return value.skip_value();
  }

 private:
  // Where the name is, or is to be.
  [[nodiscard]] std::uint32_t place_of(std::string_view name) const {
    auto place = static_cast<std::uint32_t>(json_string_hash(name)) & mask_;
    for (; table_[place] != 0; place = (place + 1) & mask_) {
      JsonReader known(object_.substr(table_[place] - 1));
      known.next();  // By itself it is a string.
      if (json_string_equal(known.text(), name)) break;
    }
    return place;
  }
  [[nodiscard]] std::string_view behind_name(std::uint32_t offset) const {
    std::string_view rest = object_.substr(offset - 1);
    JsonReader name(rest);
    name.next();
    rest.remove_prefix(name.end_offset());
    return rest.substr(rest.find(':') + 1);
  }

  std::string_view object_;
  std::uint32_t count_ = 0;
  std::uint32_t mask_ = 1;
  ScratchStack<std::uint32_t> table_;
};

// Members that stand in the same order are compared as they come, which is what there is most.
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

std::uint64_t json_string_hash(std::string_view raw) {
  std::uint64_t hash = mix(kBasis, 1);
  while (!raw.empty()) hash = mix(hash, take_character(raw));
  return spread(hash);
}

bool json_string_equal(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (take_character(a) != take_character(b)) return false;
  }
  return a.empty() && b.empty();
}

std::uint64_t json_hash(std::string_view text) {
  JsonReader reader(text);
  reader.next();
  return value_hash(reader);
}

bool json_equal(std::string_view a, std::string_view b) {
  a = trim(a);
  b = trim(b);
  const bool numbers = (a[0] == '-' || a[0] <= '9') && a[0] != '"';
  if (numbers) {
    return (b[0] == '-' || b[0] <= '9') && b[0] != '"' && compare(Decimal(a), Decimal(b)) == 0;
  }
  if (a[0] != b[0]) return false;
  if (a[0] == '"') return json_string_equal(string_text(a), string_text(b));
  if (a[0] == '[') return arrays_equal(a, b);
  if (a[0] == '{') return objects_equal(a, b);
  return true;
}

}  // namespace godwit
