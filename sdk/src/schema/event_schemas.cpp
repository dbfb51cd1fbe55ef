#include "schema/event_schemas.h"

#include "base/json_writer.h"
#include "schema/json_path.h"
#include "schema/schema_version.h"

namespace godwit {
namespace {

void append_version(Bytes& out, const SchemaVersion& version) {
  out.append(",\"s\":\"");
  append_schema_version(out, version);
  out.append('"');
}

Status refused(std::string_view pointer, std::string_view keyword, std::string_view sentence) {
  return Status(StatusCode::invalid_argument, "the event violates its schema: ")
      .append(pointer.empty() ? "it" : pointer)
      .append(" ")
      .append(sentence)
      .append(" (")
      .append(keyword)
      .append(")");
}

}  // namespace

EventSchemas::~EventSchemas() {
  for (SchemaValidator* validator : idle_) delete validator;
}

SchemaValidator* EventSchemas::take_validator() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return new SchemaValidator(pack_);
  SchemaValidator* validator = idle_.back();
  idle_.erase(idle_.size() - 1);
  return validator;
}

void EventSchemas::give_back(SchemaValidator* validator) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(validator);
}

void EventSchemas::mark(CheckedEvent& event, std::string_view pointer, std::string_view keyword) {
  event.marked = true;
  char lent[256];
  Bytes text{std::span<char>(lent)};
  text.append(pointer);
  text.append(' ');
  text.append(keyword);
  event.text.append(",\"x\":");
  static_cast<void>(append_json_string(event.text, text.view()));  // UTF-8, like all JSON.
}

Status EventSchemas::judge_unknown(CheckedEvent& event, bool known_name) {
  const std::string_view what = known_name ? "no such version" : "no schema";
  if (rules_.unknown == UnknownSchema::mark) {
    mark(event, {}, what);
  } else if (rules_.unknown == UnknownSchema::refuse) {
    return Status(StatusCode::invalid_argument, "the schema pack has ")
        .append(what)
        .append(" of this event: ")
        .append(event.name);
  }
  return Status();
}

Status EventSchemas::check(CheckedEvent& event) {
  const SchemaChoice choice = event.choice != nullptr ? *event.choice : SchemaChoice();
  const bool checks = rules_.mode != SchemaMode::off;
  const pack::Schema* schema = checks ? pack_.find(event.name, choice.version) : nullptr;
  if (schema == nullptr) {
    if (choice.version) append_version(event.text, *choice.version);
    const bool known_name = checks && pack_.find(event.name, std::nullopt) != nullptr;
    return checks ? judge_unknown(event, known_name) : Status();
  }
  const pack::Ref group = choice.typed && rules_.trusts_types ? schema->typed_group : schema->group;
  SchemaValidator* validator = group == pack::kAnything ? nullptr : take_validator();
  const bool valid = validator == nullptr || validator->validate(group, event.properties());
  Bytes pointer;
  SchemaRefusal refusal;
  if (!valid) {
    refusal = validator->refusal();
    append_json_pointer(pointer, event.properties(), refusal.offset);
  }
  if (validator != nullptr) give_back(validator);
  if (!valid && rules_.mode == SchemaMode::enforce) {
    return refused(pointer.view(), refusal.keyword, refusal.sentence);
  }
  append_version(event.text, version_of(*schema));
  if (!valid) mark(event, pointer.view(), refusal.keyword);
  return Status();
}

Status check_event(EventSchemas* schemas, CheckedEvent& event) {
  return schemas != nullptr ? schemas->check(event) : Status();
}

}  // namespace godwit
