#include "compiler/uri.h"

#include <uriparser/Uri.h>

#include <vector>

namespace godwit::schema {
namespace {

class ParsedUri {
 public:
  ParsedUri() = default;
  ~ParsedUri() { uriFreeUriMembersA(&uri_); }
  ParsedUri(const ParsedUri&) = delete;
  ParsedUri& operator=(const ParsedUri&) = delete;

  [[nodiscard]] bool parse(std::string_view text) {
    return uriParseSingleUriExA(&uri_, text.data(), text.data() + text.size(), nullptr) ==
           URI_SUCCESS;
  }
  [[nodiscard]] UriUriA* get() { return &uri_; }

 private:
  UriUriA uri_ = {};
};

std::string to_string(UriUriA* uri) {
  int size = 0;
  if (uriToStringCharsRequiredA(uri, &size) != URI_SUCCESS) return {};
  std::vector<char> text(static_cast<std::size_t>(size) + 1);
  if (uriToStringA(text.data(), uri, size + 1, nullptr) != URI_SUCCESS) return {};
  return text.data();
}

}  // namespace

std::string percent_decoded(std::string text) {
  // In place, and never longer.
  const char* end = uriUnescapeInPlaceA(text.data());
  text.resize(static_cast<std::size_t>(end - text.data()));
  return text;
}

std::optional<Uri> resolve(std::string_view base, std::string_view reference) {
  const std::size_t hash = reference.find('#');
  Uri uri;
  if (hash != std::string_view::npos) {
    uri.fragment = percent_decoded(std::string(reference.substr(hash + 1)));
    reference = reference.substr(0, hash);
  }
  if (reference.empty()) {
    uri.resource = base;
    return uri;
  }
  ParsedUri parsed_base;
  ParsedUri parsed;
  ParsedUri absolute;
  if (!parsed.parse(reference)) return std::nullopt;
  if (parsed.get()->scheme.first != nullptr) {
    if (uriNormalizeSyntaxA(parsed.get()) != URI_SUCCESS) return std::nullopt;
    uri.resource = to_string(parsed.get());
    return uri;
  }
  if (!parsed_base.parse(base) ||
      uriAddBaseUriA(absolute.get(), parsed.get(), parsed_base.get()) != URI_SUCCESS) {
    return std::nullopt;
  }
  uri.resource = to_string(absolute.get());
  return uri;
}

}  // namespace godwit::schema
