#include "schema/json_value.h"

#include "base/json_reader.h"
#include "base/json_text.h"
#include "schema/decimal.h"

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
      hash += spread(mix(key, value_hash(reader)));
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

// Of an object's member that is called so the text; empty where there is none.
std::string_view find_member(std::string_view object, std::string_view name, std::uint32_t& count) {
  JsonReader reader(object);
  std::string_view found;
  count = 0;
  for (reader.next(); reader.next() == JsonToken::key; ++count) {
    const bool same = json_string_equal(reader.text(), name);
    const std::string_view value = reader.skip_value();
    if (same) found = value;
  }
  return found;
}

bool objects_equal(std::string_view a, std::string_view b) {
  std::uint32_t count = 0;
  std::uint32_t count_of_b = 0;
  static_cast<void>(find_member(b, {}, count_of_b));
  JsonReader reader(a);
  for (reader.next(); reader.next() == JsonToken::key; ++count) {
    const std::string_view name = reader.text();
    const std::string_view value = reader.skip_value();
    const std::string_view other = find_member(b, name, count_of_b);
    if (other.empty() || !json_equal(value, other)) return false;
  }
  return count == count_of_b;
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
