#include "typed_code/cpp_writer.h"

#include "compiler/json_document.h"
#include "compiler/schema_name.h"
#include "typed_code/code_text.h"
#include "typed_code/event_models.h"
#include "typed_code/type_names.h"

namespace godwit::schema {
namespace {

constexpr const char* kCppHead =
    "// Made by `godwit schema compile --cpp` from event schemas. Do not edit: change the "
    "schemas.\n"
    "//\n"
    "// A field that is Required must be given, one that is Optional may be left out. Types hold "
    "what\n"
    "// they can; the tracker checks the rest if it has the pack that was made together with "
    "this.\n"
    "#pragma once\n"
    "\n"
    "#include <godwit/tracker.h>\n"
    "#include <godwit/typed_event.h>\n"
    "#ifdef GODWIT_CPP20\n";

// The one field of an event whose properties no struct can say.
constexpr const char* kWholeField = "properties";

// Names at file scope begin with ::, because a vendor may be called std.
class CppEvent {
 public:
  CppEvent(const EventModel& model, const CompiledSchemas& compiled, std::string& out)
      : model_(model),
        compiled_(compiled),
        out_(out),
        name_(event_name(model.name, model.version).type) {}

  void write();

 private:
  [[nodiscard]] std::string type_text(const TypedType& type) const;
  // As it is called outside of the event.
  [[nodiscard]] std::string outer(const std::string& type) const {
    return type.empty() ? name_ : name_ + "::" + type;
  }
  void write_struct();
  void write_enum(const TypedValues& values);
  void write_fields(const TypedRecord& record, const std::string& indent);
  void write_writers();
  void write_writer(const TypedRecord& record);
  void write_writer(const TypedValues& values);
  void write_track();

  const EventModel& model_;
  const CompiledSchemas& compiled_;
  std::string& out_;
  std::string name_;
};

std::string CppEvent::type_text(const TypedType& type) const {
  std::string text;
  switch (type.kind) {
    case TypedKind::boolean:
      text = "bool";
      break;
    case TypedKind::integer:
      text = "::std::int64_t";
      break;
    case TypedKind::number:
      text = "double";
      break;
    case TypedKind::text:
      text = "::std::string";
      break;
    case TypedKind::choice:
      text = model_.values[type.values].name;
      break;
    case TypedKind::record:
      text = model_.records[type.record].name;
      break;
    case TypedKind::list:
      text = "::std::vector<" + type_text(model_.elements[type.element]) + ">";
      break;
    default:
      return "::godwit::Json";
  }
  return type.nullable ? "::std::optional<" + text + ">" : text;
}

void CppEvent::write_enum(const TypedValues& values) {
  out_ += line_comment(describe(compiled_, values.node), "  ");
  out_ += "  enum class " + values.name + " : ::std::uint32_t {\n";
  for (const std::string& text : values.texts) {
    out_ += "    " + identifier(parse_json(text).root.text) + ",\n";
  }
  out_ += "  };\n";
}

void CppEvent::write_fields(const TypedRecord& record, const std::string& indent) {
  for (const TypedField& field : record.fields) {
    if (field.type.kind == TypedKind::constant) continue;
    out_ += line_comment(describe(compiled_, field.node), indent);
    out_ += indent + (field.required ? "::godwit::Required<" : "::godwit::Optional<") +
            type_text(field.type) + "> " + identifier(field.name) + (field.required ? "" : "{}") +
            ";\n";
  }
}

void CppEvent::write_struct() {
  out_ += line_comment(model_.name + " " + schema::to_string(model_.version), "");
  const std::string description = describe(compiled_, model_.type.node);
  if (!description.empty()) out_ += "//\n" + line_comment(description, "");
  out_ += "struct " + name_ + " {\n";
  for (const TypedValues& values : model_.values) {
    if (values.kind == TypedKind::choice) write_enum(values);
  }
  for (const std::size_t index : model_.order) {
    const TypedRecord& record = model_.records[index];
    if (record.name.empty()) continue;
    out_ += line_comment(describe(compiled_, record.node), "  ");
    out_ += "  struct " + record.name + " {\n";
    write_fields(record, "    ");
    out_ += "  };\n";
  }
  if (model_.type.kind == TypedKind::record) {
    write_fields(model_.records[model_.type.record], "  ");
  } else {
    out_ += std::string("  // All of them: a JSON object.\n  ::godwit::Required<::godwit::Json> ") +
            kWholeField + ";\n";
  }
  out_ += "};\n\n";
}

std::string writer_head(const std::string& type, bool used) {
  return "inline void write_json(::godwit::TypedEventWriter& out, " + type +
         (used ? " value) {\n" : ") {\n");
}

void CppEvent::write_writer(const TypedValues& values) {
  out_ += writer_head(outer(values.name), true) +
          "  static constexpr ::std::string_view kTexts[] = {\n";
  for (const std::string& text : values.texts) out_ += "      " + cpp_literal(text) + ",\n";
  out_ += "  };\n  out.choice(kTexts, static_cast<::std::size_t>(value));\n}\n\n";
}

// Constants first, then required members: so a comma may be missing only after the brace.
void CppEvent::write_writer(const TypedRecord& record) {
  std::string constants = "{";
  std::string members[2];
  for (const TypedField& field : record.fields) {
    const std::string key = quote(field.name) + ":";
    if (field.type.kind == TypedKind::constant) {
      constants += (constants.size() == 1 ? "" : ",") + key + field.type.constant;
    } else {
      members[field.required ? 0 : 1] +=
          "  out.member(" + cpp_literal("," + key) + ", value." + identifier(field.name) + ");\n";
    }
  }
  const bool used = !members[0].empty() || !members[1].empty();
  out_ += writer_head("const " + outer(record.name) + "&", used) + "  out.raw(" +
          cpp_literal(constants) + ");\n" + members[0] + members[1] + "  out.raw(" +
          cpp_literal("}") + ");\n}\n\n";
}

void CppEvent::write_writers() {
  for (const TypedValues& values : model_.values) {
    if (values.kind == TypedKind::choice) write_writer(values);
  }
  for (const std::size_t index : model_.order) write_writer(model_.records[index]);
}

// A literal for a name, which may have a zero byte in it.
std::string name_literal(const std::string& name) {
  const bool zero = name.find('\0') != std::string::npos;
  return zero ? "{" + cpp_literal(name) + ", " + std::to_string(name.size()) + "}"
              : cpp_literal(name);
}

void CppEvent::write_track() {
  const SchemaVersion& version = model_.version;
  const bool whole = model_.type.kind != TypedKind::record;
  out_ += "inline ::godwit::Receipt track(::godwit::Tracker& tracker, const " + name_ +
          "& event,\n"
          "                               const ::godwit::TrackOptions& options = {}) {\n"
          "  ::godwit::TypedEventWriter out;\n" +
          (whole ? std::string("  out.object(*event.") + kWholeField + ");\n"
                 : "  write_json(out, event);\n") +
          "  return out.send(tracker, " + name_literal(model_.name) + ", {" +
          std::to_string(version.model) + "u, " + std::to_string(version.revision) + "u, " +
          std::to_string(version.addition) + "u}, options);\n}\n\n";
}

void CppEvent::write() {
  write_struct();
  write_writers();
  write_track();
}

std::string namespace_of(const EventModel& model) {
  std::string path = "events";
  for (const std::string& name : event_name(model.name, model.version).namespaces) {
    path += "::" + name;
  }
  return path;
}

}  // namespace

std::string write_cpp(const CompiledSchemas& compiled) {
  std::string out = kCppHead;
  std::string open;
  const auto close = [&] {
    if (!open.empty()) out += "}  // namespace " + open + "\n";
  };
  for (const EventModel& model : model_events(compiled)) {
    const std::string path = namespace_of(model);
    if (path != open) {
      close();
      open = path;
      out += "\nnamespace " + path + " {\n\n";
    }
    CppEvent(model, compiled, out).write();
  }
  close();
  out += "\n#endif  // GODWIT_CPP20\n";
  return out;
}

}  // namespace godwit::schema
