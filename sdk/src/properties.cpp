#include "godwit/properties.h"

#include "base/name_hash.h"
#include "properties_writer.h"

namespace godwit {
namespace {

// One huge value must not keep its memory for ever; neither must the list of many members.
constexpr std::size_t kKeptBytesMax = 64 * 1024;

// The name at the start of a member, with its quotes and escapes.
std::string_view key_of(std::string_view member) {
  std::size_t end = 1;
  while (member[end] != '"') end += member[end] == '\\' ? 2 : 1;
  return member.substr(0, end + 1);
}

}  // namespace

Properties& Properties::set(std::string_view name, const Value& value) {
  char lent[512];
  Bytes member{std::span<char>(lent)};
  if (const char* wrong = append_member(member, name, value, kPropertiesDepthMax - 1, repaired_)) {
    if (error_.empty()) error_ = wrong;
    return *this;
  }
  if (text_.empty()) text_ = "{}";  // After a move.
  const std::string_view key = key_of(member.view());
  const std::uint32_t hash = name_hash(key);
  remove(key, hash);
  text_.pop_back();  // The closing brace.
  if (!members_.empty()) text_.push_back(',');
  members_.push_back({text_.size(), hash});
  text_.append(member.view()).push_back('}');
  return *this;
}

void Properties::remove(std::string_view key, std::uint32_t hash) {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (members_[i].name_hash != hash) continue;
    std::size_t begin = members_[i].begin;
    if (text_.compare(begin, key.size(), key) != 0) continue;
    const bool last = i + 1 == members_.size();
    const std::size_t end = last ? text_.size() - 1 : members_[i + 1].begin;
    if (last && i != 0) --begin;  // With the comma before it.
    text_.erase(begin, end - begin);
    members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(i));
    for (; i < members_.size(); ++i) members_[i].begin -= end - begin;
    return;
  }
}

void Properties::clear() {
  if (text_.capacity() > kKeptBytesMax) text_ = std::string();
  if (members_.capacity() > kKeptBytesMax / sizeof(Member)) members_ = {};
  text_ = "{}";
  members_.clear();
  error_.clear();
  repaired_ = false;
}

std::string_view Properties::json() const {
  return text_.empty() ? std::string_view("{}") : std::string_view(text_);
}

}  // namespace godwit
