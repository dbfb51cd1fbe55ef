// Makes ids (RFC 9562, version 4), and gives their bytes and their text form, 36 characters in
// lower case.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "godwit/id.h"
#include "godwit/ports/entropy.h"

namespace godwit {

[[nodiscard]] Id make_id(Entropy& entropy);

[[nodiscard]] inline std::string_view id_view(const Id& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

void append_id(Bytes& out, const Id& id);

// Reads the text form, in upper or lower case. If it is not one, returns false and does not change
// `id`.
[[nodiscard]] bool parse_id(std::string_view text, Id& id);

}  // namespace godwit
