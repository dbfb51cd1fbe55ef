#include "base/json_reader.h"
#include "delivery/wire_v1.h"

namespace godwit {
namespace {

// What the reply's own members say, before the status is looked at.
struct Envelope {
  bool ours = false;
  bool version_matches = false;
  bool batch_matches = false;
};

// Reads `"member":number`; anything else is passed over and leaves `number` alone.
void read_number(JsonReader& reader, std::uint64_t& number) {
  if (reader.next() == JsonToken::number) {
    std::uint64_t value = 0;
    if (parse_whole(reader.text(), value)) number = value;
  } else {
    reader.skip_value();
  }
}

void read_text(JsonReader& reader, std::string_view& text) {
  if (reader.next() == JsonToken::string) {
    text = reader.text();
  } else {
    reader.skip_value();
  }
}

void read_refusal(JsonReader& reader, WireReply& out) {
  if (reader.token() != JsonToken::begin_object) {
    reader.skip_value();
    return;
  }
  Refusal refusal;
  while (reader.next() == JsonToken::key) {
    const std::string_view key = reader.text();
    if (key == "section") {
      read_number(reader, refusal.section);
    } else if (key == "sequence") {
      read_number(reader, refusal.sequence);
    } else if (key == "code") {
      read_text(reader, refusal.code);
    } else if (key == "pointer") {
      read_text(reader, refusal.pointer);
    } else if (key == "message") {
      read_text(reader, refusal.message);
    } else {
      reader.skip_value();
    }
  }
  if (refusal.sequence != 0) out.refused.push_back(refusal);
}

void read_refused(JsonReader& reader, WireReply& out) {
  if (reader.next() != JsonToken::begin_array) {
    reader.skip_value();
    return;
  }
  for (JsonToken token = reader.next(); token != JsonToken::end_array && token != JsonToken::error;
       token = reader.next()) {
    read_refusal(reader, out);
  }
}

void read_error(JsonReader& reader, WireReply& out) {
  if (reader.next() != JsonToken::begin_object) {
    reader.skip_value();
    return;
  }
  while (reader.next() == JsonToken::key) {
    if (reader.text() == "message") {
      read_text(reader, out.message);
    } else {
      reader.skip_value();
    }
  }
}

Envelope read_body(std::string_view body, std::string_view batch_id, std::int64_t now_ms,
                   WireReply& out) {
  Envelope envelope;
  JsonReader reader(body);
  if (reader.next() != JsonToken::begin_object) return envelope;
  while (reader.next() == JsonToken::key) {
    const std::string_view key = reader.text();
    std::uint64_t number = 0;
    if (key == "godwit") {
      read_number(reader, number);
      envelope.version_matches = number == 1;
    } else if (key == "batch") {
      std::string_view id;
      read_text(reader, id);
      envelope.batch_matches = id == batch_id;
    } else if (key == "duplicates") {
      read_number(reader, out.duplicates);
    } else if (key == "retry_after_ms") {
      read_number(reader, number);
      const auto asked = static_cast<std::int64_t>(number & INT64_MAX);
      if (asked > out.retry_after_ms) out.retry_after_ms = asked;
    } else if (key == "refused") {
      read_refused(reader, out);
    } else if (key == "directives") {
      reader.next();
      out.has_directives = read_directives(reader, now_ms, out.directives);
    } else if (key == "error") {
      read_error(reader, out);
    } else {
      reader.skip_value();
    }
  }
  // Only a reply that was read to its end is believed.
  const bool whole = reader.token() == JsonToken::end_object && reader.next() == JsonToken::end;
  envelope.ours = whole && envelope.version_matches && envelope.batch_matches;
  return envelope;
}

Verdict judge(int status, bool ours) {
  if (!ours) return status == 413 ? Verdict::foreign_413 : Verdict::failed;
  switch (status) {
    case 200:
      return Verdict::accepted;
    case 400:
      return Verdict::malformed;
    case 401:
    case 403:
      return Verdict::key_refused;
    case 410:
      return Verdict::gone;
    case 413:
      return Verdict::too_large;
    default:
      return Verdict::failed;
  }
}

}  // namespace

WireReply read_reply_v1(const HttpReply& reply, std::string_view batch_id, std::int64_t now_ms) {
  WireReply out;
  if (reply.status == 0) {
    out.message = reply.failure;
    return out;
  }
  out.retry_after_ms = reply.retry_after_ms;
  const Envelope envelope = read_body(reply.body, batch_id, now_ms, out);
  out.verdict = judge(reply.status, envelope.ours);
  if (!envelope.ours) {
    out.message = "the answer does not come from a Godwit collector";
    out.refused.clear();
    out.has_directives = false;
  }
  return out;
}

}  // namespace godwit
