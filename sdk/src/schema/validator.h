// Checks JSON values against the schemas of a pack, in one pass over the value's text.
//
// It checks ordinary groups (pack::kOrdinary) itself; most events have only these. It passes values
// with other rules to the GroupValidator. It allocates only to grow its scratch memory, which it
// keeps.
// Threads: none; each thread has a validator of its own. Lifetime: the pack must outlive it.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "schema/schema_pack.h"
#include "schema/schema_verdict.h"

namespace godwit {

class GroupValidator;

// Why a value is refused. Lifetime: views the pack.
struct SchemaRefusal {
  std::string_view keyword;   // Such as "maxLength".
  std::string_view sentence;  // Such as "must have at most 64 characters".
  std::size_t offset = 0;     // The start of the refused value in the text.
};

class SchemaValidator {
 public:
  explicit SchemaValidator(const SchemaPack& pack) : pack_(pack) {}
  ~SchemaValidator();
  SchemaValidator(const SchemaValidator&) = delete;
  SchemaValidator& operator=(const SchemaValidator&) = delete;

  // Checks `text`, one JSON value, against the group. After false, refusal() has the first reason.
  // Text that is not JSON, or is nested more than 64 deep, is refused with the keyword "json".
  [[nodiscard]] bool validate(pack::Ref group, std::string_view text);
  [[nodiscard]] const SchemaRefusal& refusal() const { return refusal_; }

 private:
  struct Number;

  [[nodiscard]] bool ordinary(pack::Ref group) const;
  [[nodiscard]] SchemaVerdict judge(pack::Ref group, std::string_view text);
  [[nodiscard]] SchemaVerdict read(pack::Ref group, std::string_view text);

  // Each of these functions takes the place where a part begins, and returns the place after it, or
  // nullptr if the part is not JSON. The clause that refuses a value is added to verdict_.
  const char* take_value(const char* at, pack::Ref group, std::uint32_t depth);
  const char* take_other(const char* at, pack::Ref group, std::uint32_t depth);
  const char* take_container(const char* at, const pack::Node& node, std::uint32_t depth);
  const char* take_object(const char* at, const pack::Object& rules, std::uint32_t depth);
  const char* take_array(const char* at, const pack::Array& rules, std::uint32_t depth);
  const char* take_name(const char* at, const pack::Object& rules, std::uint32_t expected,
                        std::uint32_t& slot);
  const char* take_string(const char* at, const pack::Node& node);
  const char* take_number(const char* at, const pack::Node& node);
  const char* take_word(const char* at, const pack::Node& node);
  const char* scan_string(const char* at, bool& plain) const;

  // True if the node certainly holds, without a full check.
  [[nodiscard]] bool string_fits(const pack::Node& node, std::string_view raw) const;
  [[nodiscard]] bool number_fits(const pack::Node& node, const Number& number) const;
  void check(const pack::Node& node, std::uint32_t type, std::string_view raw, const char* at);
  void add(pack::Ref clause, const char* at);

  const SchemaPack& pack_;
  GroupValidator* others_ = nullptr;
  // The text that is being read, and the verdict on it so far.
  const char* begin_ = nullptr;
  const char* end_ = nullptr;
  SchemaVerdict verdict_;
  Bytes name_;
  SchemaRefusal refusal_;
};

}  // namespace godwit
