// Claim: JsonReader accepts exactly the texts that another parser accepts (down to its bound of
// depth), gives the same tokens with the same values, and skip_value() passes over one value.
//
// Input: a byte that chooses the bound of depth, a word that chooses the token to skip from, then
// the text.
#include "base/json_reader.h"

#include <algorithm>
#include <string>
#include <vector>

#include "support/check.h"
#include "support/input.h"
#include "support/reference_json.h"

namespace {

using namespace godwit;
using namespace godwit::fuzz;

constexpr std::uint32_t kDepths[] = {1, 2, 3, 8, 32, 64, 256, 1000};

struct Token {
  JsonToken kind;
  std::string_view text;
  std::size_t begin;
  std::size_t end;
  std::uint32_t depth;
};

// The tokens up to the one that ends or breaks the text.
std::vector<Token> walk(JsonReader& reader) {
  std::vector<Token> tokens;
  for (;;) {
    const JsonToken kind = reader.next();
    check(kind == reader.token(), "json_reader: next() returns what token() tells");
    if (kind == JsonToken::end || kind == JsonToken::error) return tokens;
    tokens.push_back({kind, reader.text(), reader.offset(), reader.end_offset(), reader.depth()});
  }
}

void check_string(std::string_view raw, const std::string& meaning) {
  char lent[8];
  Bytes resolved{std::span<char>(lent)};
  append_unescaped(resolved, raw);
  check(resolved.view() == meaning, "json_reader: a string means what another parser says");
  check(equals_unescaped(raw, meaning), "json_reader: equals_unescaped() knows what is equal");
  check(!equals_unescaped(raw, meaning + "x"),
        "json_reader: equals_unescaped() knows what is not equal");
}

void check_number(std::string_view raw, const RefToken& wanted) {
  std::uint64_t whole = 0;
  std::int64_t with_sign = 0;
  const bool is_whole = parse_whole(raw, whole);
  const bool is_signed = parse_whole_signed(raw, with_sign);
  switch (wanted.kind) {
    case RefKind::whole:
      check(is_whole && whole == wanted.whole, "parse_whole: reads every whole number below 2^64");
      check(is_signed == (wanted.whole <= INT64_MAX),
            "parse_whole_signed: takes what fits, and nothing else");
      check(!is_signed || static_cast<std::uint64_t>(with_sign) == wanted.whole,
            "parse_whole_signed: reads the number's value");
      break;
    case RefKind::negative_whole:
      check(!is_whole, "parse_whole: refuses a sign");
      check(is_signed && with_sign == wanted.negative,
            "parse_whole_signed: reads every negative whole number down to -2^63");
      break;
    default:
      check(raw == wanted.text, "json_reader: a number's text is the text as written");
      check(!is_whole && !is_signed,
            "parse_whole: refuses fractions, exponents and what does not fit");
  }
}

void check_token(const Token& token, const RefToken& wanted) {
  constexpr JsonToken kKinds[] = {
      JsonToken::begin_object, JsonToken::end_object,    JsonToken::begin_array,
      JsonToken::end_array,    JsonToken::key,           JsonToken::string,
      JsonToken::number,       JsonToken::number,        JsonToken::number,
      JsonToken::literal_true, JsonToken::literal_false, JsonToken::literal_null};
  check(token.kind == kKinds[static_cast<std::size_t>(wanted.kind)],
        "json_reader: the tokens are of the kinds that another parser finds");
  if (token.kind == JsonToken::key || token.kind == JsonToken::string) {
    check_string(token.text, wanted.text);
  } else if (token.kind == JsonToken::number) {
    check_number(token.text, wanted);
  }
}

bool opens(JsonToken kind) {
  return kind == JsonToken::begin_object || kind == JsonToken::begin_array;
}

// The token with which the value ends that begins at `at`.
std::size_t last_of_value(const std::vector<Token>& tokens, std::size_t at) {
  if (!opens(tokens[at].kind)) return at;
  const std::uint32_t outside = tokens[at].depth - 1;
  while (tokens[at].depth != outside) ++at;
  return at;
}

void check_skip(std::string_view text, std::uint32_t depth_max, const std::vector<Token>& tokens,
                std::size_t at) {
  while (tokens[at].kind == JsonToken::end_object || tokens[at].kind == JsonToken::end_array) --at;
  JsonReader reader(text, depth_max);
  for (std::size_t i = 0; i <= at; ++i) reader.next();
  const std::size_t first = tokens[at].kind == JsonToken::key ? at + 1 : at;
  const std::size_t last = last_of_value(tokens, first);
  const std::string_view skipped = reader.skip_value();
  check(skipped == text.substr(tokens[first].begin, tokens[last].end - tokens[first].begin),
        "json_reader: skip_value() returns the value's text");
  const JsonToken next = reader.next();
  check(last + 1 < tokens.size()
            ? next == tokens[last + 1].kind && reader.offset() == tokens[last + 1].begin
            : next == JsonToken::end,
        "json_reader: after skip_value() comes what stands behind the value");
}

void check_refused(JsonReader& reader, std::string_view text) {
  check(reader.error() != nullptr, "json_reader: an error says what is wrong");
  check(reader.offset() <= text.size(), "json_reader: an error is inside the text");
  const std::size_t offset = reader.offset();
  check(reader.next() == JsonToken::error && reader.offset() == offset,
        "json_reader: after an error come only errors, at the same place");
  check(reader.skip_value().empty(), "json_reader: there is no value to skip behind an error");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  const std::uint32_t depth_max = kDepths[input.choice(std::size(kDepths))];
  const std::size_t skip_at = input.word();
  const std::string_view text = input.rest();

  JsonReader reader(text, depth_max);
  walk(reader);
  const Reference reference = read_reference(text);
  const bool fits = reference.depth <= std::min(depth_max, kJsonDepthMax);
  check((reader.token() == JsonToken::end) == (reference.accepted && fits),
        "json_reader: accepts what another parser accepts, within the bound of depth");
  if (reader.token() == JsonToken::error) {
    check_refused(reader, text);
    return 0;
  }

  JsonReader again(reference.text, depth_max);
  const std::vector<Token> tokens = walk(again);
  check(tokens.size() == reference.tokens.size(), "json_reader: finds as many tokens");
  for (std::size_t i = 0; i < tokens.size(); ++i) check_token(tokens[i], reference.tokens[i]);
  check_skip(reference.text, depth_max, tokens, skip_at % tokens.size());
  return 0;
}
