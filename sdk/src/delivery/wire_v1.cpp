#include "delivery/wire_v1.h"

#include "base/uuid.h"

namespace godwit {
namespace {

constexpr std::string_view kBatchIdPlaceholder = "0000000000000000";
constexpr std::string_view kBodyStart = "{\"godwit\":1,\"batch\":\"";

std::string_view reason_name(std::uint8_t reason) {
  return reason == kMixedReasons ? std::string_view("mixed")
                                 : to_string(static_cast<DropReason>(reason));
}

void append_number(Bytes& out, std::string_view member, std::uint64_t number) {
  out.append(member);
  out.append_decimal(number);
}

}  // namespace

WireV1Body::WireV1Body(Bytes& out) : out_(&out) {
  out_->clear();
  out_->append(kBodyStart);
  out_->append(kBatchIdPlaceholder);
  out_->append("\",\"sections\":[");
}

void WireV1Body::mix(std::uint64_t word) {
  hash_ = (hash_ ^ word) * 0x100000001B3u;
}

void WireV1Body::begin_section(const SectionHeader& header) {
  if (!first_section_) out_->append(',');
  first_section_ = false;
  out_->append("{\"installation\":\"");
  append_id(*out_, header.opening.installation);
  out_->append("\",\"stream\":\"");
  append_id(*out_, header.opening.stream);
  append_number(*out_, "\",\"opened_ago_ms\":", static_cast<std::uint64_t>(header.opened_ago_ms));
  if (header.wall_clock) out_->append(",\"clock\":\"wall\"");
  out_->append(",\"first\":1");
  append_number(*out_, ",\"acked_below\":", header.acked_below);
  append_number(*out_, ",\"last_accepted\":", header.last_accepted);
  if (header.final) out_->append(",\"final\":true");
  if (!header.dropped.empty()) {
    char before = '[';
    out_->append(",\"dropped\":");
    for (const DroppedInterval& interval : header.dropped) {
      out_->append(before);
      append_number(*out_, "[", interval.first);
      append_number(*out_, ",",
                    interval.last < header.acked_below ? interval.last : header.acked_below - 1);
      out_->append(",\"");
      out_->append(reason_name(interval.reason));
      out_->append("\"]");
      before = ',';
    }
    out_->append(']');
  }
  out_->append(",\"context\":");
  out_->append(header.context.empty() ? std::string_view("{}") : header.context);
  out_->append(",\"events\":[");
  for (std::uint8_t byte : header.opening.stream.bytes) mix(byte);
  next_sequence_ = 0;
  first_item_ = true;
}

void WireV1Body::add_event(std::uint64_t sequence, std::string_view event) {
  if (!first_item_) out_->append(',');
  first_item_ = false;
  if (sequence != next_sequence_) {
    out_->append_decimal(sequence);
    out_->append(',');
  }
  next_sequence_ = sequence + 1;
  out_->append(event);
  mix(sequence);
}

void WireV1Body::end_section() {
  out_->append("]}");
}

void WireV1Body::end(std::span<char, kBatchIdLength> id) {
  out_->append("]}");
  std::uint64_t rest = hash_ ^ (hash_ >> 32);
  for (char& digit : id) {
    digit = "0123456789abcdef"[rest & 15];
    rest >>= 4;
  }
  std::memcpy(out_->data() + kBodyStart.size(), id.data(), id.size());
}

const HttpRequest& WireV1Request::make(std::string_view endpoint, std::string_view key,
                                       std::string_view id, std::string_view body) {
  while (!endpoint.empty() && endpoint.back() == '/') endpoint.remove_suffix(1);
  url_.assign(endpoint);
  url_.append("/v1/events");
  if (form_ == WireForm::headers) {
    authorization_.assign("Bearer ");
    authorization_.append(key);
    headers_ = {HttpHeader{"Content-Type", "application/json"},
                {"Authorization", authorization_.view()},
                {"Godwit-Batch", id}};
    request_.headers = headers_;
  } else {
    url_.append("?k=");
    url_.append(key);
    url_.append("&b=");
    url_.append(id);
    if (gzip_level_ > 0) url_.append("&z=gzip");
    headers_[0] = {"Content-Type", "text/plain"};
    request_.headers = std::span(headers_).first(1);
  }
  request_.url = url_.view();
  request_.body = body;
  request_.gzip_level = gzip_level_;
  return request_;
}

}  // namespace godwit
