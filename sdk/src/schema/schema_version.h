// MODEL-REVISION-ADDITION as text, such as "1-0-2".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/json_reader.h"
#include "godwit/schema.h"

namespace godwit {

// Three whole numbers below 2^32, each written in one way only.
[[nodiscard]] inline std::optional<SchemaVersion> parse_schema_version(std::string_view text) {
  SchemaVersion version;
  for (std::uint32_t* part : {&version.model, &version.revision, &version.addition}) {
    const bool last = part == &version.addition;
    const std::size_t end = last ? text.size() : text.find('-');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view digits = text.substr(0, end);
    std::uint64_t number = 0;
    if (!parse_whole(digits, number) || number > UINT32_MAX) return std::nullopt;
    if (digits.size() > 1 && digits[0] == '0') return std::nullopt;
    *part = static_cast<std::uint32_t>(number);
    text.remove_prefix(last ? end : end + 1);
  }
  return version;
}

inline void append_schema_version(Bytes& out, const SchemaVersion& version) {
  out.append_decimal(version.model);
  out.append('-');
  out.append_decimal(version.revision);
  out.append('-');
  out.append_decimal(version.addition);
}

}  // namespace godwit
