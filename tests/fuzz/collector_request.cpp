// Claim: the collector takes a body for a batch only where another parser reads the same batch in
// it; what it writes of an accepted event is one line of JSON with the same values; and gzip bodies
// come out as they went in, or are refused.
//
// Input: a byte for the way (plain, compressed here, or the bytes that claim to be gzip), a byte
// for the length of a query, the query, the body.
#include <zlib.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/uuid.h"
#include "http/query.h"
#include "ingest/gunzip.h"
#include "store/event_line.h"
#include "support/check.h"
#include "support/input.h"
#include "support/reference_json.h"
#include "wire/batch_parser.h"
#include "wire/error_reply.h"

namespace {

using namespace godwit;
using namespace godwit::collector;
using namespace godwit::fuzz;
using nlohmann::json;

constexpr std::int64_t kReceived = 1'700'000'000'000;

Limits small_limits() {
  Limits limits;
  limits.json_depth_max = 16;
  limits.sections_max = 8;
  limits.event_bytes_max = 1024;
  limits.decompressed_bytes_max = 64u << 10;
  limits.ratio_free_bytes = 4u << 10;
  limits.decompressed_ratio_max = 20;
  return limits;
}

const Limits kLimits = small_limits();

// --- What another parser says of the body.

const json* member(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

bool whole(const json& object, const char* name, std::uint64_t wanted) {
  const json* const found = member(object, name);
  return found != nullptr && found->is_number_unsigned() && found->get<std::uint64_t>() == wanted;
}

bool identifies(const json& object, const char* name, const Id& wanted) {
  const json* const found = member(object, name);
  Id id;
  return found != nullptr && found->is_string() &&
         parse_id(found->get_ref<const std::string&>(), id) && id == wanted;
}

const json& properties_of(const json& event) {
  static const json empty = json::object();
  const json* const found = member(event, "p");
  return found == nullptr ? empty : *found;
}

// The event's line: one line, valid, with the values that the body has.
void check_line(const Section& section, const json& context, const ReceivedEvent& event,
                const json& wanted) {
  EventLineWriter writer;
  Bytes out;
  writer.begin_section(section, kReceived, "127.0.0.1");
  writer.append(out, event, 42);
  const std::string_view line = out.view();
  check(line.find_first_of("\n\r") == line.size() - 1 && line.back() == '\n',
        "collector: an event is written as one line");
  const json read = parse_document(line);
  check(read.is_object() && line_ordinal(line) == 42, "collector: the line is a JSON object");
  check(read["name"] == wanted["n"], "collector: the line has the event's name");
  check(read["properties"] == properties_of(wanted), "collector: the line has the properties");
  check(read["context"] == context, "collector: the line has the section's context");
  check(read["sequence"] == event.sequence, "collector: the line has the sequence number");
  const std::int64_t opened = kReceived - static_cast<std::int64_t>(section.opened_ago_ms);
  const json* const at = member(wanted, "at");
  check(read["time"] ==
            (at != nullptr ? at->get<std::int64_t>() : opened + wanted["t"].get<std::int64_t>()),
        "collector: the line has the event's time");
  Id stream;
  check(parse_id(line_string(line, "stream"), stream) && stream == section.stream,
        "collector: the line names the stream");
}

void check_events(const Batch& batch, const Section& section, const json& wanted) {
  static const json empty = json::object();
  const json* const context = member(wanted, "context");
  std::uint64_t sequence = 0;
  std::size_t at = section.events_begin;
  for (const json& item : *member(wanted, "events")) {
    if (item.is_number()) {
      sequence = item.get<std::uint64_t>();
      continue;
    }
    check(at < section.events_end, "collector: no event is left out");
    const ReceivedEvent& event = batch.events[at++];
    check(event.sequence == sequence++, "collector: events are numbered as they stand");
    if (event.verdict.refused()) continue;
    check(item.is_object() && item["n"].is_string() && properties_of(item).is_object(),
          "collector: an accepted event has a name and an object of properties");
    check_line(section, context != nullptr ? *context : empty, event, item);
  }
  check(at == section.events_end, "collector: no event is made up");
}

void check_batch(std::string_view text, const Batch& batch) {
  const Reference reference = read_reference(text);
  check(reference.accepted && reference.depth <= kLimits.json_depth_max,
        "collector: a batch is what another parser reads too");
  // With a key twice, the last one counts here and there; but not what the first one left behind.
  // A number beyond double is not in the document as it is in the text.
  if (has_duplicates(reference) || reference.text != text) return;
  const json body = parse_document(text);
  check(whole(body, "godwit", 1) && body["batch"] == batch.id,
        "collector: a batch has the version and its id");
  const json* const sections = member(body, "sections");
  check(sections != nullptr && sections->size() == batch.sections.size(),
        "collector: no section is left out or made up");
  for (std::size_t i = 0; i < batch.sections.size(); ++i) {
    const Section& section = batch.sections[i];
    const json& wanted = (*sections)[i];
    check(identifies(wanted, "installation", section.installation) &&
              identifies(wanted, "stream", section.stream) &&
              whole(wanted, "opened_ago_ms", section.opened_ago_ms) &&
              whole(wanted, "first", section.first) &&
              whole(wanted, "acked_below", section.acked_below) &&
              whole(wanted, "last_accepted", section.last_accepted) &&
              wanted.value("final", false) == section.final &&
              (wanted.value("clock", "monotonic") == "wall") == section.wall_clock,
          "collector: a section says what the body says");
    const json* const drops = member(wanted, "dropped");
    check((drops == nullptr ? 0 : drops->size()) == section.drops_end - section.drops_begin,
          "collector: declared drops are all read");
    check_events(batch, section, wanted);
  }
}

// --- The body on its way.

std::string gzip(std::string_view text) {
  std::string out(text.size() + 1024, '\0');
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) abort();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) abort();
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

bool decompress(std::string_view compressed, Bytes& out) {
  static Gunzip gunzip(kLimits);
  const GunzipResult result = gunzip.run(compressed, out);
  check(out.size() <= kLimits.decompressed_bytes_max + 1,
        "collector: no more is decompressed than the limit");
  return result == GunzipResult::done;
}

// The reply to a refused request names the batch if it can, and is JSON.
void check_refusal(std::string_view query, const Batch& batch, const ParseFault& fault) {
  check(!fault.message.empty(), "collector: a refused batch is told why");
  Request request;
  request.query = query;
  const Reply reply =
      error_reply(request, {.message = fault.message, .pointer = fault.pointer}, batch.id);
  const json body = parse_document(reply.body.view());
  check(body.is_object() && whole(body, "godwit", 1), "collector: a refusal is JSON of ours");
  const auto outside = query_value(query, "b");
  if (!batch.id.empty()) {
    check(body["batch"] == batch.id, "collector: a refusal names the batch");
  } else {
    check(outside && batch_id_valid(*outside) ? body["batch"] == *outside : body["batch"].is_null(),
          "collector: a refusal names the batch that stands outside the body");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  const std::uint32_t way = input.choice(3);
  const std::string_view query = input.take(input.choice(64));
  std::string_view text = input.rest();
  Bytes plain;
  if (way == 1) {
    const std::string_view sent = text;
    if (!decompress(gzip(sent), plain)) {
      check(sent.size() > kLimits.ratio_free_bytes, "collector: gzip is read within the limits");
      return 0;
    }
    check(plain.view() == sent, "collector: a gzip body comes out as it went in");
    text = plain.view();
  } else if (way == 2) {
    if (!decompress(text, plain)) return 0;
    text = plain.view();
  }

  static BatchParser parser(kLimits);
  static Batch batch;
  ParseFault fault;
  if (parser.parse(text, batch, fault)) {
    check_batch(text, batch);
  } else {
    check_refusal(query, batch, fault);
  }
  return 0;
}
