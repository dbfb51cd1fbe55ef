#include "control/operator_reply.h"

#include <algorithm>
#include <utility>

namespace godwit::collector {

Reply operator_reply(const Json& json) {
  Reply reply;
  reply.body.append(json.dump(-1, ' ', false, Json::error_handler_t::replace));
  reply.body.append('\n');
  return reply;
}

Reply operator_reply(Bytes&& text, std::string content_type) {
  Reply reply;
  reply.content_type = std::move(content_type);
  reply.body = std::move(text);
  return reply;
}

Reply operator_error(const OperatorError& error) {
  Json inner = {{"message", error.message}};
  if (!error.pointer.empty()) inner.emplace("pointer", error.pointer);
  Reply reply = operator_reply(Json{{"error", std::move(inner)}});
  reply.status = error.status;
  return reply;
}

Reply storage_error(LogSink* log, const Status& status, std::string_view advice) {
  if (log != nullptr) log->log(LogLevel::error, status.message());
  return operator_error({503, "", std::string(status.message()).append(". ").append(advice)});
}

std::optional<OperatorError> read_operator_json(const Request& request, const Limits& limits,
                                                Json& json) {
  if (request.body.size() > limits.operator_body_bytes_max) {
    return OperatorError{413, "", "The body is larger than an operator's request may be."};
  }
  json = Json::parse(request.body, nullptr, false);
  if (json.is_discarded()) return OperatorError{400, "", "The body is not JSON."};
  return std::nullopt;
}

MemberReader::MemberReader(const Json& object, std::string pointer)
    : object_(object), pointer_(std::move(pointer)) {
  if (!object.is_object()) error_ = OperatorError{400, pointer_, "This must be an object."};
}

void MemberReader::fail(std::string_view name, std::string message) {
  if (error_) return;
  error_ = OperatorError{400, pointer_ + "/" + std::string(name), std::move(message)};
}

const Json* MemberReader::any(std::string_view name) {
  asked_.emplace_back(name);
  if (!object_.is_object()) return nullptr;
  const auto found = object_.find(std::string(name));
  return found == object_.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> MemberReader::number(std::string_view name, std::uint64_t min,
                                                  std::uint64_t max) {
  const Json* value = any(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number_unsigned()) {
    const auto number = value->get<std::uint64_t>();
    if (number >= min && number <= max) return number;
  }
  fail(name, "This must be a whole number from " + std::to_string(min) + " to " +
                 std::to_string(max) + ".");
  return std::nullopt;
}

std::optional<double> MemberReader::fraction(std::string_view name) {
  const Json* value = any(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) {
    const auto number = value->get<double>();
    if (number >= 0 && number <= 1) return number;
  }
  fail(name, "This must be a number from 0 to 1.");
  return std::nullopt;
}

std::optional<std::string> MemberReader::string(std::string_view name) {
  const Json* value = any(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return value->get<std::string>();
  fail(name, "This must be a string.");
  return std::nullopt;
}

std::optional<OperatorError> MemberReader::finish() {
  if (!error_) {
    for (const auto& member : object_.items()) {
      if (std::find(asked_.begin(), asked_.end(), member.key()) != asked_.end()) continue;
      fail(member.key(), "This member is unknown here.");
    }
  }
  return error_;
}

}  // namespace godwit::collector
