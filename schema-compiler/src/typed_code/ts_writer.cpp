#include "typed_code/ts_writer.h"

#include <algorithm>

#include "compiler/json_document.h"
#include "compiler/schema_name.h"
#include "typed_code/code_text.h"
#include "typed_code/event_models.h"
#include "typed_code/type_names.h"

namespace godwit::schema {
namespace {

constexpr const char* kTsHead =
    R"(// Made by `godwit schema compile --ts` from event schemas. Do not edit: change the schemas.

/** Any JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

export interface EventOptions {
  readonly priority?: 'immediate' | 'normal' | 'deferred';
  /** When it happened, in ms since 1970, if not now. */
  readonly time?: number;
}

/** The part of a tracker that this code calls. Godwit's tracker has it. */
export interface EventTracker {
  track(name: string, properties?: object, options?: EventOptions & { schema?: string }): void;
}
)";

class TsEvent {
 public:
  TsEvent(const EventModel& model, const CompiledSchemas& compiled, std::string& out)
      : model_(model), compiled_(compiled), out_(out) {
    const EventName name = event_name(model.name, model.version);
    type_ = name.type;
    for (const std::string& each : name.namespaces) vendor_ += "$" + each;
  }

  void write();

 private:
  // The name of a type inside the event; of the event itself, if `type` is empty.
  [[nodiscard]] std::string name_of(const std::string& type) const {
    return type_ + (type.empty() ? "" : "_" + type) + vendor_;
  }
  [[nodiscard]] std::string type_text(const TypedType& type) const;
  void write_values(const TypedValues& values);
  void write_record(const TypedRecord& record);
  void write_track();

  const EventModel& model_;
  const CompiledSchemas& compiled_;
  std::string& out_;
  std::string type_;
  std::string vendor_;
};

bool is_scalar(const std::string& json) {
  return json[0] != '[' && json[0] != '{';
}

std::string TsEvent::type_text(const TypedType& type) const {
  std::string text = "Json";
  if (type.values != kNoIndex) {
    text = name_of(model_.values[type.values].name);
  } else if (type.kind == TypedKind::boolean) {
    text = "boolean";
  } else if (type.kind == TypedKind::integer || type.kind == TypedKind::number) {
    text = "number";
  } else if (type.kind == TypedKind::text) {
    text = "string";
  } else if (type.kind == TypedKind::record) {
    text = name_of(model_.records[type.record].name);
  } else if (type.kind == TypedKind::list) {
    text = "ReadonlyArray<" + type_text(model_.elements[type.element]) + ">";
  } else if (type.kind == TypedKind::constant && is_scalar(type.constant)) {
    text = ts_literal(type.constant);
  }
  return type.nullable ? text + " | null" : text;
}

void TsEvent::write_values(const TypedValues& values) {
  out_ += doc_comment(describe(compiled_, values.node), "");
  out_ += "export type " + name_of(values.name) + " =";
  for (const std::string& text : values.texts) out_ += "\n  | " + ts_literal(text);
  out_ += ";\n\n";
}

// Property names that need no quotes.
bool is_plain(const std::string& name) {
  const auto letter = [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
  return !name.empty() && (letter(name[0]) || name[0] == '_') &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

void TsEvent::write_record(const TypedRecord& record) {
  if (!record.name.empty()) out_ += doc_comment(describe(compiled_, record.node), "");
  out_ += "export interface " + name_of(record.name) + " {\n";
  for (const TypedField& field : record.fields) {
    out_ += doc_comment(describe(compiled_, field.node), "  ");
    out_ += "  readonly " + (is_plain(field.name) ? field.name : ts_literal(quote(field.name))) +
            (field.required ? ": " : "?: ") + type_text(field.type) + ";\n";
  }
  out_ += "}\n\n";
}

void TsEvent::write_track() {
  const std::string name = name_of("");
  out_ += "export function track" + name + "(\n  tracker: EventTracker,\n  event: " + name +
          ",\n  options?: EventOptions,\n): void {\n  tracker.track(" +
          ts_literal(quote(model_.name)) + ", event, { ...options, schema: '" +
          schema::to_string(model_.version) + "' });\n}\n";
}

void TsEvent::write() {
  out_ += "\n";
  for (const TypedValues& values : model_.values) write_values(values);
  for (const std::size_t index : model_.order) {
    const TypedRecord& record = model_.records[index];
    if (record.name.empty()) {
      const std::string title = model_.name + " " + schema::to_string(model_.version);
      const std::string description = describe(compiled_, model_.type.node);
      out_ += doc_comment(description.empty() ? title : title + ": " + description, "");
    }
    write_record(record);
  }
  if (model_.type.kind != TypedKind::record) {
    const std::string description = describe(compiled_, model_.type.node);
    out_ +=
        doc_comment(model_.name + " " + schema::to_string(model_.version) + " " + description, "");
    out_ += "export type " + name_of("") + " = { readonly [name: string]: Json | undefined };\n\n";
  }
  write_track();
}

}  // namespace

std::string write_ts(const CompiledSchemas& compiled) {
  std::string out = kTsHead;
  for (const EventModel& model : model_events(compiled)) TsEvent(model, compiled, out).write();
  return out;
}

}  // namespace godwit::schema
