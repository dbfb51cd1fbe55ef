// The words of a pack under construction. What is equal is written once.
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "schema/pack_format.h"

namespace godwit::schema {

class PackWords {
 public:
  PackWords() : words_(sizeof(pack::Header) / kWordBytes) {}

  // Room to be filled in later.
  [[nodiscard]] pack::Ref reserve(std::size_t count) {
    const auto ref = static_cast<pack::Ref>(words_.size());
    words_.resize(words_.size() + count);
    return ref;
  }
  void fill(pack::Ref ref, const std::vector<std::uint32_t>& words) {
    std::memcpy(words_.data() + ref, words.data(), words.size() * kWordBytes);
  }
  // The place of these words; kNone for no words.
  [[nodiscard]] pack::Ref intern(const std::vector<std::uint32_t>& words) {
    if (words.empty()) return pack::kNone;
    const auto [known, added] = known_.try_emplace(words, pack::kNone);
    if (added) {
      known->second = reserve(words.size());
      fill(known->second, words);
    }
    return known->second;
  }
  [[nodiscard]] pack::Text text(std::string_view text) {
    std::vector<std::uint32_t> words((text.size() + kWordBytes - 1) / kWordBytes);
    if (!text.empty()) std::memcpy(words.data(), text.data(), text.size());
    return {static_cast<std::uint32_t>(intern(words) * kWordBytes),
            static_cast<std::uint32_t>(text.size())};
  }
  // The name of a property, which pack_format.h says how to write.
  [[nodiscard]] pack::Text name(std::string_view name) {
    bool escaped = false;
    for (const char c : name) escaped = escaped || c == '"' || c == '\\' || (c >= 0 && c < ' ');
    const pack::Text quoted = text(std::string(1, escaped ? '\0' : '"').append(name).append("\":"));
    return {quoted.offset_bytes + 1, quoted.size_bytes - pack::kNameQuotes};
  }
  // Appends a structure of words, or one word, to those of a part.
  template <typename Part>
  static void append(std::vector<std::uint32_t>& words, const Part& part) {
    static_assert(sizeof part % kWordBytes == 0);
    const std::size_t at = words.size();
    words.resize(at + sizeof part / kWordBytes);
    std::memcpy(words.data() + at, &part, sizeof part);
  }
  [[nodiscard]] std::size_t size_bytes() const { return words_.size() * kWordBytes; }
  [[nodiscard]] std::vector<std::uint32_t> take() { return std::move(words_); }

 private:
  static constexpr std::size_t kWordBytes = sizeof(std::uint32_t);

  std::vector<std::uint32_t> words_;
  std::map<std::vector<std::uint32_t>, pack::Ref> known_;
};

}  // namespace godwit::schema
