#include "wire/refusal.h"

#include "base/json_writer.h"

namespace godwit::collector {

std::string_view to_string(RefusalCode code) {
  switch (code) {
    case RefusalCode::none:
      return "none";
    case RefusalCode::invalid_name:
      return "invalid_name";
    case RefusalCode::invalid_time:
      return "invalid_time";
    case RefusalCode::invalid_properties:
      return "invalid_properties";
    case RefusalCode::too_large:
      return "too_large";
    case RefusalCode::invalid_sequence:
      return "invalid_sequence";
    case RefusalCode::too_old:
      return "too_old";
    case RefusalCode::invalid_schema:
      return "invalid_schema";
    case RefusalCode::schema:
      return "schema";
  }
  return "none";
}

void append_refusal_members(Bytes& out, const Refusal& refusal) {
  out.append("\"sequence\":");
  out.append_decimal(refusal.sequence);
  out.append(",\"code\":\"");
  out.append(to_string(refusal.verdict.code));
  out.append("\",\"pointer\":");
  // Our literals and JSON's texts are valid UTF-8; they may contain quotes.
  (void)append_json_string(out, refusal.verdict.pointer);
  out.append(",\"message\":");
  (void)append_json_string(out, refusal.verdict.message);
}

}  // namespace godwit::collector
