#include "godwit/properties.h"

#include "properties_writer.h"

namespace godwit {
namespace {

// One huge value must not hold its memory for ever.
constexpr std::size_t kKeptBytesMax = 64 * 1024;

}  // namespace

Properties& Properties::set(std::string_view name, const Value& value) {
  char lent[512];
  Bytes member{std::span<char>(lent)};
  if (const char* wrong = append_member(member, name, value, kPropertiesDepthMax - 1, repaired_)) {
    if (error_.empty()) error_ = wrong;
    return *this;
  }
  if (text_.empty()) text_ = "{}";  // Moved from.
  text_.pop_back();                 // The closing brace.
  if (text_.size() > 1) text_.push_back(',');
  text_.append(member.view()).push_back('}');
  return *this;
}

void Properties::clear() {
  if (text_.capacity() > kKeptBytesMax) text_ = std::string();
  text_ = "{}";
  error_.clear();
  repaired_ = false;
}

std::string_view Properties::json() const {
  return text_.empty() ? std::string_view("{}") : std::string_view(text_);
}

}  // namespace godwit
