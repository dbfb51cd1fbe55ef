// URIs as `$id` and `$ref` use them (RFC 3986).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace godwit::schema {

struct Uri {
  std::string resource;  // Without fragment.
  std::string fragment;  // Percent-decoded.
};

[[nodiscard]] std::string percent_decoded(std::string text);

// Resolves a reference against an absolute URI. Nothing where the reference is none.
[[nodiscard]] std::optional<Uri> resolve(std::string_view base, std::string_view reference);

}  // namespace godwit::schema
