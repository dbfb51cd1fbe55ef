#include "wire/error_reply.h"

#include "base/json_writer.h"
#include "http/query.h"
#include "http/reply_text.h"

namespace godwit::collector {
namespace {

void append_string(Bytes& out, std::string_view text) {
  const std::size_t before = out.size();
  if (append_json_string(out, text)) return;
  out.truncate(before);
  out.append("\"(not UTF-8)\"");
}

}  // namespace

std::string_view wire_code_of(unsigned status) {
  switch (status) {
    case 401:
      return "unknown_key";
    case 403:
      return "forbidden_key";
    case 404:
      return "not_found";
    case 405:
      return "method_not_allowed";
    case 408:
      return "timeout";
    case 410:
      return "gone";
    case 413:
      return "too_large";
    case 415:
      return "unsupported_encoding";
    case 429:
      return "slow_down";
    case 431:
      return "headers_too_large";
    default:
      return status < 500 ? "malformed" : "overloaded";
  }
}

bool batch_id_valid(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  for (char c : text) {
    const bool good = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '_' || c == '-';
    if (!good) return false;
  }
  return true;
}

std::string outside_batch_id(const Request& request) {
  if (batch_id_valid(request.batch)) return std::string(request.batch);
  const auto from_query = query_value(request.query, "b");
  return from_query && batch_id_valid(*from_query) ? *from_query : std::string();
}

Reply error_reply(const Request& request, const WireError& error, std::string_view batch_id) {
  Reply reply;
  reply.status = error.status;
  Bytes& out = reply.body;
  const std::string outside = batch_id.empty() ? outside_batch_id(request) : std::string(batch_id);
  out.append("{\"godwit\":1,\"batch\":");
  if (outside.empty()) {
    out.append("null");
  } else {
    append_string(out, outside);
  }
  out.append(",\"error\":{\"code\":");
  append_string(out, error.code);
  if (!error.pointer.empty()) {
    out.append(",\"pointer\":");
    append_string(out, error.pointer);
  }
  out.append(",\"message\":");
  append_string(out, error.message);
  out.append('}');
  if (error.names_versions) out.append(",\"supported\":[1]");
  if (error.retry_after_ms != 0) {
    out.append(",\"retry_after_ms\":");
    out.append_decimal(error.retry_after_ms);
    // The header has whole seconds; round up, so that it is never the shorter wait.
    reply.headers +=
        header_line("Retry-After", std::to_string((error.retry_after_ms + 999) / 1000));
  }
  out.append('}');
  add_cors(reply);
  return reply;
}

void add_cors(Reply& reply) {
  reply.headers +=
      "Access-Control-Allow-Origin: *\r\n"
      "Access-Control-Expose-Headers: Retry-After\r\n";
}

Reply preflight_reply() {
  Reply reply;
  reply.status = 204;
  add_cors(reply);
  reply.headers +=
      "Access-Control-Allow-Methods: POST, OPTIONS\r\n"
      "Access-Control-Allow-Headers: Authorization, Content-Type, Content-Encoding, "
      "Godwit-Batch\r\n"
      "Access-Control-Max-Age: 86400\r\n";
  return reply;
}

}  // namespace godwit::collector
