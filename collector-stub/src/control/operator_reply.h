// The common parts of the operator's endpoints: JSON in, JSON out, errors that name the place.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "collector/limits.h"
#include "godwit/ports/log_sink.h"
#include "godwit/status.h"
#include "http/message.h"

namespace godwit::collector {

using Json = nlohmann::ordered_json;

// An error in an operator's request, and its place.
struct OperatorError {
  unsigned status = 400;
  std::string pointer;  // RFC 6901 into the request's body, or the name of a query member.
  std::string message;
};

[[nodiscard]] Reply operator_reply(const Json& json);
[[nodiscard]] Reply operator_reply(Bytes&& text, std::string content_type = "application/json");
[[nodiscard]] Reply operator_error(const OperatorError& error);
// 503 for a failure of the storage, with advice; also logs it.
[[nodiscard]] Reply storage_error(LogSink* log, const Status& status, std::string_view advice);

// Reads the request's body as JSON. Returns the error, if there is one.
[[nodiscard]] std::optional<OperatorError> read_operator_json(const Request& request,
                                                              const Limits& limits, Json& json);

// Reads an object's members one by one, then reports members that were never read: a misspelt
// member must not be ignored silently. Keeps the first problem.
class MemberReader {
 public:
  // `pointer` is the object's place in the body.
  MemberReader(const Json& object, std::string pointer);

  // Each returns nothing if the member is missing or wrong.
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name, std::uint64_t min,
                                                    std::uint64_t max);
  [[nodiscard]] std::optional<double> fraction(std::string_view name);  // 0 to 1.
  [[nodiscard]] std::optional<std::string> string(std::string_view name);
  // Any value; nullptr if it is missing.
  [[nodiscard]] const Json* any(std::string_view name);

  void fail(std::string_view name, std::string message);
  // The first problem, including an unknown member.
  [[nodiscard]] std::optional<OperatorError> finish();

 private:
  const Json& object_;
  std::string pointer_;
  std::vector<std::string> asked_;
  std::optional<OperatorError> error_;
};

}  // namespace godwit::collector
