#include "curl/answer_words.h"

#include <array>
#include <iterator>

#include "base/json_reader.h"
#include "curl/shown.h"

namespace godwit {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Servers answer so if a client speaks plain http to their port for https.
bool wants_https(const HttpAnswer& answer) {
  if (answer.status != 400 || !answer.url.starts_with("http://")) return false;
  constexpr std::array<std::string_view, 3> kSigns = {"HTTPS", "https", "SSL-enabled"};
  for (const std::string_view sign : kSigns) {
    if (answer.body.find(sign) != std::string_view::npos) return true;
  }
  return false;
}

// The sentence for a reply that speaks our protocol; empty if the reply does not.
std::string_view protocol_words(const HttpAnswer& answer) {
  static constexpr std::string_view kNames[] = {"godwit", "batch"};
  std::string_view values[std::size(kNames)];
  const bool whole = read_members(answer.body, kNames, values) == nullptr;
  if (values[0].empty()) return {};
  if (!whole) return "the collector's answer is not one whole JSON text";
  if (values[0] != "1") return "the answer is of another version of the protocol";
  if (string_text(values[1]) != answer.batch) {
    return "the answer does not name the batch that was sent";
  }
  return "the collector answers with a status that the protocol does not know; only 200 "
         "acknowledges";
}

}  // namespace

std::string answer_words(const HttpAnswer& answer) {
  if (answer.undecodable) return "the reply's Content-Encoding cannot be read";
  if (const std::string_view words = protocol_words(answer); !words.empty()) {
    return std::string(words);
  }
  if (!answer.redirect.empty()) {
    return "redirects are not followed, and this one points to " + shown_origin(answer.redirect) +
           "; set the endpoint that answers itself";
  }
  if (answer.status == 407) {
    return "the proxy wants a user and a password; set transport.proxy_auth";
  }
  if (answer.status == 511) return "the network wants somebody to log in first";
  if (wants_https(answer)) return "the server speaks https on this port; did you mean https://?";
  if (answer.cut) return "the reply is longer than any of a Godwit collector";
  if (answer.body.starts_with(kByteOrderMark)) {
    return "a byte order mark stands before the reply, so it is no JSON";
  }
  if (answer.body.empty()) return "the reply has no body; a Godwit collector's has one";
  return "the answer does not come from a Godwit collector";
}

std::string answerer(const HttpAnswer& answer) {
  std::string words = std::to_string(answer.status);
  if (!answer.content_type.empty()) words.append(", ").append(shown_text(answer.content_type));
  return words.append(", ").append(shown_url(answer.url));
}

}  // namespace godwit
