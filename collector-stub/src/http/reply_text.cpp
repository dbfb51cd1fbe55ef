#include "http/reply_text.h"

namespace godwit::collector {

std::string_view reason_phrase(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Other";
  }
}

void append_reply(Bytes& out, const Reply& reply) {
  out.append("HTTP/1.1 ");
  out.append_decimal(reply.status);
  out.append(' ');
  out.append(reason_phrase(reply.status));
  // RFC 9110, section 8.6: 204 has no content, and so no length.
  const bool content = reply.status != 204;
  if (content) {
    if (!reply.content_type.empty()) {
      out.append("\r\nContent-Type: ");
      out.append(reply.content_type);
    }
    out.append("\r\nContent-Length: ");
    out.append_decimal(reply.body.size());
  }
  out.append("\r\n");
  out.append(reply.headers);
  if (reply.close) out.append("Connection: close\r\n");
  out.append("\r\n");
  if (content) out.append(reply.body.view());
}

std::string header_text(std::string_view text) {
  std::string clean;
  for (char character : text) {
    if (static_cast<unsigned char>(character) >= 0x20 && character != 0x7F) clean += character;
  }
  return clean;
}

std::string header_line(std::string_view name, std::string_view value) {
  return header_text(name) + ": " + header_text(value) + "\r\n";
}

}  // namespace godwit::collector
