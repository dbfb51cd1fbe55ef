#include "support/reference_json.h"

#include <algorithm>

#include "support/check.h"

namespace godwit::fuzz {
namespace {

using Json = nlohmann::json;

// nlohmann/json's out_of_range for a number that is no finite double.
constexpr int kNumberOverflow = 406;

// The names are those that nlohmann/json asks for.
class Collector final : public nlohmann::json_sax<Json> {
 public:
  explicit Collector(Reference& out) : out_(out) {}

  bool null() override { return add({.kind = RefKind::literal_null}); }
  bool boolean(bool value) override {
    return add({.kind = value ? RefKind::literal_true : RefKind::literal_false});
  }
  bool number_integer(number_integer_t value) override {
    return add({.kind = RefKind::negative_whole, .negative = value});
  }
  bool number_unsigned(number_unsigned_t value) override {
    return add({.kind = RefKind::whole, .whole = value});
  }
  bool number_float(number_float_t, const string_t& text) override {
    return add({.kind = RefKind::number, .text = text});
  }
  bool string(string_t& text) override { return add({.kind = RefKind::string, .text = text}); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(RefKind::begin_object); }
  bool key(string_t& text) override { return add({.kind = RefKind::key, .text = text}); }
  bool end_object() override { return close(RefKind::end_object); }
  bool start_array(std::size_t) override { return open(RefKind::begin_array); }
  bool end_array() override { return close(RefKind::end_array); }
  bool parse_error(std::size_t position, const std::string& last_token,
                   const Json::exception& error) override {
    if (error.id == kNumberOverflow) {
      overflow_end_ = position;
      overflow_size_ = last_token.size();
    }
    return false;
  }

  // Replaces the number that was too large, if that was the fault.
  bool replace_overflow(std::string& text) const {
    if (overflow_size_ == 0) return false;
    const std::size_t begin = overflow_end_ - overflow_size_;
    check(overflow_end_ <= text.size() && (text[begin] == '-' || std::isdigit(text[begin]) != 0),
          "the oracle finds the number that is beyond double");
    text.replace(begin, overflow_size_, "1.5" + std::string(overflow_size_ - 3, ' '));
    return true;
  }

 private:
  bool add(RefToken token) {
    out_.tokens.push_back(std::move(token));
    return true;
  }
  bool open(RefKind kind) {
    out_.depth = std::max(out_.depth, ++depth_);
    return add({.kind = kind});
  }
  bool close(RefKind kind) {
    --depth_;
    return add({.kind = kind});
  }

  Reference& out_;
  std::uint32_t depth_ = 0;
  std::size_t overflow_end_ = 0;
  std::size_t overflow_size_ = 0;
};

}  // namespace

Reference read_reference(std::string_view text) {
  Reference reference;
  reference.text = text;
  if (text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos) {
    return reference;
  }
  for (;;) {
    reference.tokens.clear();
    reference.depth = 0;
    Collector collector(reference);
    reference.accepted = Json::sax_parse(reference.text, &collector);
    if (!collector.replace_overflow(reference.text)) return reference;
  }
}

Json parse_document(std::string_view text) {
  return Json::parse(text, nullptr, false);
}

bool has_duplicates(const Reference& reference) {
  std::vector<std::vector<std::string_view>> open;
  for (const RefToken& token : reference.tokens) {
    switch (token.kind) {
      case RefKind::begin_object:
        open.emplace_back();
        break;
      case RefKind::end_object:
        open.pop_back();
        break;
      case RefKind::key: {
        std::vector<std::string_view>& keys = open.back();
        if (std::find(keys.begin(), keys.end(), token.text) != keys.end()) return true;
        keys.push_back(token.text);
        break;
      }
      default:
        break;
    }
  }
  return false;
}

}  // namespace godwit::fuzz
