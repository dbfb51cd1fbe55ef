#include "identity/shared_context.h"

#include "base/json_reader.h"
#include "base/uuid.h"

namespace godwit {
namespace {

Status over_limit(std::string_view what) {
  return Status(StatusCode::too_large, what).append(" would pass context_bytes_max");
}

}  // namespace

Status SharedContext::set_user(std::string_view user_id, std::uint32_t bytes_max) {
  if (user_id.size() + super_.size() > bytes_max) return over_limit("the user id");
  user_.assign(user_id);
  return Status();
}

Status SharedContext::set_super_property(std::string_view name, std::string_view value,
                                         std::uint32_t bytes_max) {
  // Copies the old members without the property of this name, and then adds it.
  Bytes text;
  Bytes object;
  object.append('{');
  object.append(super_.view());
  object.append('}');
  JsonReader reader(object.view());
  reader.next();
  while (reader.next() == JsonToken::key) {
    const std::string_view known = object.view().substr(reader.offset(), reader.text().size() + 2);
    const std::string_view kept = reader.skip_value();
    if (known == name) continue;
    if (!text.empty()) text.append(',');
    text.append(known);
    text.append(':');
    text.append(kept);
  }
  if (!value.empty()) {
    if (!text.empty()) text.append(',');
    text.append(name);
    text.append(':');
    text.append(value);
  }
  if (text.size() + user_.size() > bytes_max) return over_limit("the super-property");
  super_.swap(text);
  return Status();
}

void SharedContext::reset() {
  user_.clear();
  super_.clear();
}

void SharedContext::compose(Bytes& out, const Session& session) const {
  out.append("{\"session\":{\"id\":\"");
  append_id(out, session.id());
  out.append("\",\"number\":");
  out.append_decimal(session.number());
  out.append('}');
  if (!user_.empty()) {
    out.append(",\"user\":");
    out.append(user_.view());
  }
  if (!environment_.empty()) {
    out.append(',');
    out.append(environment_.view());
  }
  if (!super_.empty()) {
    out.append(",\"super\":{");
    out.append(super_.view());
    out.append('}');
  }
  out.append('}');
}

}  // namespace godwit
