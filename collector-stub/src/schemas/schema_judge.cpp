#include "schemas/schema_judge.h"

#include <utility>

#include "base/json_writer.h"
#include "schema/json_path.h"
#include "schema/schema_version.h"

namespace godwit::collector {
namespace {

// Keys may be as long as events. A pointer that is cut between two steps names an enclosing place.
void cut_pointer(Bytes& pointer, std::size_t bytes_max) {
  if (pointer.size() <= bytes_max) return;
  const std::size_t step = pointer.view().rfind('/', bytes_max);
  pointer.truncate(step == std::string_view::npos ? 0 : step);
}

// The mark is kept as in a JSON string, which is how a client's mark is kept too. Only the first
// call for an event marks it.
void mark(ReceivedEvent& event, std::string_view pointer, std::string_view why, TextArena& texts) {
  if (!event.mark.empty()) return;
  Bytes text;
  text.append(pointer);
  text.append(' ');
  text.append(why);
  Bytes quoted;
  (void)append_json_string(quoted, text.view());  // Valid UTF-8, because all of it is from JSON.
  event.mark = texts.keep(quoted.view().substr(1, quoted.size() - 2));
}

}  // namespace

void SchemaJudge::use(std::unique_ptr<const SchemaFile> file) {
  validator_.reset();
  file_ = std::move(file);
  validator_.emplace(file_->pack());
}

std::string_view SchemaJudge::name_of(const ReceivedEvent& event) {
  if (event.name.find('\\') == std::string_view::npos) return event.name;
  name_.clear();
  append_unescaped(name_, event.name);
  return name_.view();
}

void SchemaJudge::judge(ReceivedEvent& event, TextArena& texts) {
  if (!validator_ || options_.schema_mode == SchemaMode::off) return;
  const std::string_view name = name_of(event);
  const pack::Schema* schema = file_->pack().find(name, event.schema);
  if (schema == nullptr) return judge_unknown(event, name, texts);
  const SchemaVersion version = version_of(*schema);
  const bool valid =
      schema->group == pack::kAnything || validator_->validate(schema->group, event.properties);
  if (!valid) return judge_invalid(event, version, texts);
  // The client's mark does not concern a version that the client did not name.
  if (event.schema) {
    event.mark = {};
  } else if (event.mark.empty()) {
    event.schema = version;
  }
}

void SchemaJudge::judge_invalid(ReceivedEvent& event, const SchemaVersion& version,
                                TextArena& texts) const {
  const SchemaRefusal& refusal = validator_->refusal();
  Bytes pointer;
  pointer.append("/p");
  append_json_pointer(pointer, event.properties, refusal.offset);
  cut_pointer(pointer, options_.limits.refusal_pointer_bytes_max);
  const std::string_view place = pointer.view().substr(2);
  if (options_.schema_mode == SchemaMode::report) {
    if (event.mark.empty()) event.schema = version;
    return mark(event, place, refusal.keyword, texts);
  }
  Bytes message;
  message.append("The event violates its schema ");
  append_schema_version(message, version);
  message.append(": ");
  message.append(place.empty() ? "it" : place);
  message.append(' ');
  message.append(refusal.sentence);
  message.append(" (");
  message.append(refusal.keyword);
  message.append(").");
  event.verdict = {RefusalCode::schema, texts.keep(pointer.view()), texts.keep(message.view())};
}

void SchemaJudge::judge_unknown(ReceivedEvent& event, std::string_view name,
                                TextArena& texts) const {
  const bool known_name = event.schema && file_->pack().find(name, std::nullopt) != nullptr;
  if (options_.unknown_schema == UnknownSchema::mark) {
    mark(event, {}, known_name ? "no such version" : "no schema", texts);
  } else if (options_.unknown_schema == UnknownSchema::refuse) {
    event.verdict = known_name
                        ? Verdict{RefusalCode::schema, "/s",
                                  "The collector's schemas have no such version of this event; "
                                  "give it the newer pack, or send a version that it has."}
                        : Verdict{RefusalCode::schema, "/n",
                                  "The collector's schemas have no event of this name; add its "
                                  "schema, or correct the name."};
  }
}

}  // namespace godwit::collector
