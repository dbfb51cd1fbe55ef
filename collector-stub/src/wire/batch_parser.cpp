#include "wire/batch_parser.h"

#include "base/uuid.h"
#include "wire/error_reply.h"
#include "wire/event_parser.h"

namespace godwit::collector {
namespace {

enum Member : std::uint32_t {
  kInstallation = 1u << 0,
  kStream = 1u << 1,
  kOpenedAgo = 1u << 2,
  kFirst = 1u << 3,
  kAckedBelow = 1u << 4,
  kLastAccepted = 1u << 5,
  kEvents = 1u << 6,
};

struct RequiredMember {
  Member bit;
  std::string_view name;
};

constexpr RequiredMember kRequired[] = {
    {kInstallation, "installation"},
    {kStream, "stream"},
    {kOpenedAgo, "opened_ago_ms"},
    {kFirst, "first"},
    {kAckedBelow, "acked_below"},
    {kLastAccepted, "last_accepted"},
    {kEvents, "events"},
};

}  // namespace

bool BatchParser::fail(std::string_view member, std::string_view message) {
  std::string& pointer = fault_->pointer;
  pointer.clear();
  if (section_index_ != kNoSection) pointer = "/sections/" + std::to_string(section_index_);
  if (!member.empty()) pointer.append("/").append(member);
  fault_->message = message;
  return false;
}

bool BatchParser::fail_at(std::string_view member, std::size_t index, std::string_view message) {
  return fail(std::string(member) + "/" + std::to_string(index), message);
}

bool BatchParser::parse(std::string_view text, Batch& batch, ParseFault& fault) {
  batch.clear();
  fault = {};
  fault_ = &fault;
  section_index_ = kNoSection;
  JsonReader reader(text, limits_.json_depth_max);
  const bool good = parse_body(reader, batch);
  if (reader.token() == JsonToken::error) {
    // The structure is broken because the text is.
    fault.message = "The body is not JSON: ";
    fault.message.append(reader.error()).append(", at byte ");
    fault.message.append(std::to_string(reader.offset())).append(".");
    return false;
  }
  return good;
}

bool BatchParser::parse_body(JsonReader& reader, Batch& batch) {
  bool versioned = false;
  bool sectioned = false;
  if (reader.next() != JsonToken::begin_object) return fail("", "The body must be an object.");
  while (reader.next() == JsonToken::key) {
    const std::string_view key = reader.text();
    reader.next();
    if (equals_unescaped(key, "godwit")) {
      if (reader.token() != JsonToken::number) return fail("godwit", "The version must be 1.");
      fault_->unsupported_version = reader.text() != "1";
      if (fault_->unsupported_version) {
        return fail("godwit", "This collector understands version 1 of the protocol only.");
      }
      versioned = true;
    } else if (equals_unescaped(key, "batch")) {
      if (reader.token() != JsonToken::string || !batch_id_valid(reader.text())) {
        return fail("batch", "The batch id must be 1 to 64 of [0-9A-Za-z_-].");
      }
      batch.id = reader.text();
    } else if (equals_unescaped(key, "sections")) {
      // If there is a second list of sections, it counts, as in other JSON readers.
      batch.sections.clear();
      if (!parse_sections(reader, batch)) return false;
      sectioned = true;
    } else {
      reader.skip_value();
    }
  }
  if (reader.token() == JsonToken::error || reader.next() == JsonToken::error) return false;
  if (!versioned) return fail("godwit", "The version is missing; send \"godwit\":1.");
  if (batch.id.empty()) return fail("batch", "The batch id is missing.");
  if (!sectioned) return fail("sections", "The list of sections is missing.");
  return true;
}

bool BatchParser::parse_sections(JsonReader& reader, Batch& batch) {
  if (reader.token() != JsonToken::begin_array) return fail("sections", "This must be a list.");
  section_index_ = 0;
  while (reader.next() != JsonToken::end_array) {
    if (reader.token() != JsonToken::begin_object) return fail("", "A section must be an object.");
    if (batch.sections.size() == limits_.sections_max) {
      return fail("", "The batch has too many sections; send several batches.");
    }
    if (!parse_section(reader, batch)) return false;
    ++section_index_;
  }
  section_index_ = kNoSection;
  return true;
}

bool BatchParser::parse_section(JsonReader& reader, Batch& batch) {
  Section section;
  section.context = "{}";
  section.events_begin = section.events_end = batch.events.size();
  section.drops_begin = section.drops_end = batch.drops.size();
  seen_ = 0;
  while (reader.next() == JsonToken::key) {
    const std::string_view key = reader.text();
    reader.next();
    if (!parse_section_member(reader, key, batch, section)) return false;
  }
  if (reader.token() == JsonToken::error || !check_section(section)) return false;
  batch.sections.push_back(section);
  return true;
}

bool BatchParser::parse_section_member(JsonReader& reader, std::string_view key, Batch& batch,
                                       Section& section) {
  const auto is = [key](std::string_view name) { return equals_unescaped(key, name); };
  if (is("events")) return parse_events(reader, batch, section);
  if (is("installation")) return read_id(reader, "installation", section.installation);
  if (is("stream")) return read_id(reader, "stream", section.stream);
  if (is("opened_ago_ms")) return read_number(reader, "opened_ago_ms", section.opened_ago_ms);
  if (is("first")) return read_number(reader, "first", section.first);
  if (is("acked_below")) return read_number(reader, "acked_below", section.acked_below);
  if (is("last_accepted")) return read_number(reader, "last_accepted", section.last_accepted);
  if (is("dropped")) return parse_drops(reader, batch, section);
  if (is("clock")) {
    section.wall_clock = reader.text() == "wall";
    if (reader.token() != JsonToken::string ||
        (!section.wall_clock && reader.text() != "monotonic")) {
      return fail("clock", "The clock must be \"monotonic\" or \"wall\".");
    }
  } else if (is("final")) {
    section.final = reader.token() == JsonToken::literal_true;
    if (!section.final && reader.token() != JsonToken::literal_false) {
      return fail("final", "This must be true or false.");
    }
  } else if (is("context")) {
    if (reader.token() != JsonToken::begin_object)
      return fail("context", "This must be an object.");
    section.context = reader.skip_value();
  } else {
    reader.skip_value();
  }
  return reader.token() != JsonToken::error;
}

bool BatchParser::read_id(JsonReader& reader, std::string_view member, Id& id) {
  if (reader.token() != JsonToken::string || !parse_id(reader.text(), id)) {
    return fail(member, "This must be a UUID in its 36-character form.");
  }
  for (const RequiredMember& required : kRequired) {
    if (required.name == member) seen_ |= required.bit;
  }
  return true;
}

bool BatchParser::read_number(JsonReader& reader, std::string_view member, std::uint64_t& number) {
  if (reader.token() != JsonToken::number || !parse_whole(reader.text(), number) ||
      number > kWireNumberMax) {
    return fail(member, "This must be a whole number from 0 to 2^53.");
  }
  for (const RequiredMember& required : kRequired) {
    if (required.name == member) seen_ |= required.bit;
  }
  return true;
}

bool BatchParser::parse_drops(JsonReader& reader, Batch& batch, Section& section) {
  if (reader.token() != JsonToken::begin_array) return fail("dropped", "This must be a list.");
  section.drops_begin = batch.drops.size();
  while (reader.next() != JsonToken::end_array) {
    Drop drop;
    if (!parse_drop(reader, batch.drops.size() - section.drops_begin, drop)) return false;
    batch.drops.push_back(drop);
  }
  section.drops_end = batch.drops.size();
  return true;
}

bool BatchParser::parse_drop(JsonReader& reader, std::size_t index, Drop& drop) {
  const bool good = reader.token() == JsonToken::begin_array &&  //
                    reader.next() == JsonToken::number && parse_whole(reader.text(), drop.first) &&
                    reader.next() == JsonToken::number && parse_whole(reader.text(), drop.last) &&
                    reader.next() == JsonToken::string;
  if (!good || drop.first == 0 || drop.last < drop.first || drop.last > kWireNumberMax) {
    return fail_at("dropped", index,
                   "This must be [first, last, \"reason\"] with 1 <= first <= last <= 2^53.");
  }
  drop.reason = drop_reason_of(reader.text());
  if (reader.next() != JsonToken::end_array) {
    return fail_at("dropped", index, "This must have three members.");
  }
  return true;
}

bool BatchParser::parse_events(JsonReader& reader, Batch& batch, Section& section) {
  if (reader.token() != JsonToken::begin_array) return fail("events", "This must be a list.");
  seen_ |= kEvents;
  section.events_begin = batch.events.size();
  std::uint64_t sequence = 0;
  bool numbered = false;
  for (std::size_t index = 0; reader.next() != JsonToken::end_array; ++index) {
    if (reader.token() == JsonToken::number) {
      // Numbers up to 2^54 can be counted on; events outside [1, 2^53] are refused.
      if (!parse_whole(reader.text(), sequence) || sequence > kWireNumberMax * 2) {
        return fail_at("events", index, "A sequence number must be a whole number up to 2^53.");
      }
      numbered = true;
      continue;
    }
    if (reader.token() != JsonToken::begin_object) {
      return fail_at("events", index, "This must be an event or a sequence number.");
    }
    if (!numbered) {
      return fail_at("events", index, "A sequence number must stand before the first event.");
    }
    ReceivedEvent& event = batch.events.emplace_back();
    event.sequence = sequence++;
    if (event.sequence == 0 || event.sequence > kWireNumberMax) {
      event.verdict = {RefusalCode::invalid_sequence, "", "Sequence numbers count from 1 to 2^53."};
    }
    parse_event(reader, limits_, judge_, event, batch.texts);
    if (reader.token() == JsonToken::error) return fail_at("events", index, "");
  }
  section.events_end = batch.events.size();
  return true;
}

bool BatchParser::check_section(const Section& section) {
  for (const RequiredMember& required : kRequired) {
    if ((seen_ & required.bit) == 0) return fail(required.name, "This member is missing.");
  }
  if (section.first == 0) return fail("first", "Sequence numbers count from 1.");
  if (section.acked_below > section.last_accepted + 1) {
    return fail("acked_below", "This cannot be above last_accepted + 1.");
  }
  return true;
}

}  // namespace godwit::collector
