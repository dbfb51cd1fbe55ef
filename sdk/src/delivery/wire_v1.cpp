#include "delivery/wire_v1.h"

#include "base/uuid.h"

namespace godwit {
namespace {

constexpr std::string_view kBatchIdPlaceholder = "0000000000000000";
// Lower case, like ids; RFC 3986 allows both.
constexpr const char* kHexDigits = "0123456789abcdef";
constexpr std::string_view kBodyStart = "{\"godwit\":1,\"batch\":\"";

std::string_view reason_name(std::uint8_t reason) {
  return reason == kMixedReasons ? std::string_view("mixed")
                                 : to_string(static_cast<DropReason>(reason));
}

// Encodes all characters but letters and digits, so that no character of a key has a meaning in a
// URL.
void append_percent_encoded(Bytes& out, std::string_view text) {
  for (const char c : text) {
    const bool letter = static_cast<unsigned>((c | 0x20) - 'a') < 26;
    if (letter || static_cast<unsigned>(c - '0') < 10) {
      out.append(c);
      continue;
    }
    out.append('%');
    out.append(kHexDigits[(c >> 4) & 15]);
    out.append(kHexDigits[c & 15]);
  }
}

void append_number(Bytes& out, std::string_view before, std::uint64_t number) {
  out.append(before);
  out.append_decimal(number);
}

}  // namespace

void WireV1Body::begin() {
  out_.assign(kBodyStart);
  out_.append(kBatchIdPlaceholder);
  out_.append("\",\"sections\":[");
  hash_ = 0xCBF29CE484222325u;  // FNV-1a's offset basis, over words.
}

void WireV1Body::mix(std::uint64_t word) {
  hash_ = (hash_ ^ word) * 0x100000001B3u;
}

// Appends a comma, unless the next element is the first of its array.
void WireV1Body::separate() {
  if (out_.view().back() != '[') out_.append(',');
}

void WireV1Body::begin_section(const StreamOpening& opening, const SectionHeader& header) {
  separate();
  out_.append("{\"installation\":\"");
  append_id(out_, opening.installation);
  out_.append("\",\"stream\":\"");
  append_id(out_, opening.stream);
  append_number(out_, "\",\"opened_ago_ms\":", static_cast<std::uint64_t>(header.opened_ago_ms));
  if (header.wall_clock) out_.append(",\"clock\":\"wall\"");
  append_number(out_, ",\"first\":1,\"acked_below\":", header.acked_below);
  append_number(out_, ",\"last_accepted\":", header.last_accepted);
  if (header.final) out_.append(",\"final\":true");
  if (!header.dropped.empty()) {
    out_.append(",\"dropped\":[");
    for (const DroppedInterval& interval : header.dropped) {
      separate();
      append_number(out_, "[", interval.first);
      append_number(out_, ",",
                    interval.last < header.acked_below ? interval.last : header.acked_below - 1);
      out_.append(",\"");
      out_.append(reason_name(interval.reason));
      out_.append("\"]");
    }
    out_.append(']');
  }
  out_.append(",\"context\":");
  out_.append(header.context.empty() ? std::string_view("{}") : header.context);
  out_.append(",\"events\":[");
  for (std::uint8_t byte : opening.stream.bytes) mix(byte);
  next_sequence_ = 0;
}

void WireV1Body::add_event(std::uint64_t sequence, std::string_view event) {
  separate();
  if (sequence != next_sequence_) {
    out_.append_decimal(sequence);
    out_.append(',');
  }
  next_sequence_ = sequence + 1;
  out_.append(event);
  mix(sequence);
}

void WireV1Body::end_section() {
  out_.append("]}");
}

void WireV1Body::end(std::span<char, kBatchIdLength> id) {
  out_.append("]}");
  std::uint64_t rest = hash_ ^ (hash_ >> 32);
  for (char& digit : id) {
    digit = kHexDigits[rest & 15];
    rest >>= 4;
  }
  std::memcpy(out_.data() + kBodyStart.size(), id.data(), id.size());
}

const HttpRequest& WireV1Request::make(std::string_view endpoint, std::string_view key,
                                       std::string_view id, std::string_view body) {
  while (!endpoint.empty() && endpoint.back() == '/') endpoint.remove_suffix(1);
  url_.assign(endpoint);
  url_.append("/v1/events");
  (this->*form_)(key, id);
  request_.url = url_.view();
  request_.body = body;
  return request_;
}

void WireV1Request::in_headers(std::string_view key, std::string_view id) {
  authorization_.assign("Bearer ");
  authorization_.append(key);
  headers_ = {HttpHeader{"Content-Type", "application/json"},
              {"Authorization", authorization_.view()},
              {"Godwit-Batch", id}};
  request_.headers = headers_;
}

void WireV1Request::in_url(std::string_view key, std::string_view id) {
  url_.append("?k=");
  append_percent_encoded(url_, key);
  url_.append("&b=");
  url_.append(id);
  if (request_.gzip_level > 0) url_.append("&z=gzip");
  headers_[0] = {"Content-Type", "text/plain"};
  request_.headers = std::span(headers_).first(1);
}

}  // namespace godwit
