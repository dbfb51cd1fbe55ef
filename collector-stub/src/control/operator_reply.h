// What the operator's endpoints have in common: JSON in, JSON out, errors that name the place.
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

// What is wrong with an operator's request, and where.
struct OperatorError {
  unsigned status = 400;
  std::string pointer;  // RFC 6901 into the request's body, or the name of a query member.
  std::string message;
};

[[nodiscard]] Reply operator_reply(const Json& json);
[[nodiscard]] Reply operator_reply(Bytes&& text, std::string content_type = "application/json");
[[nodiscard]] Reply operator_error(const OperatorError& error);
// 503 for what the storage would not do, with what to do about it; it is logged, too.
[[nodiscard]] Reply storage_error(LogSink* log, const Status& status, std::string_view advice);

// Reads the request's body as JSON. Returns what is wrong with it, if anything.
[[nodiscard]] std::optional<OperatorError> read_operator_json(const Request& request,
                                                              const Limits& limits, Json& json);

// Reads members of an object one by one, then complains about those that nobody asked for: a
// misspelt member must not be silently without effect. The first problem is kept.
class MemberReader {
 public:
  // `pointer` is the object's place in the body.
  MemberReader(const Json& object, std::string pointer);

  // Each returns nothing where the member is missing or wrong.
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name, std::uint64_t min,
                                                    std::uint64_t max);
  [[nodiscard]] std::optional<double> fraction(std::string_view name);  // 0 to 1.
  [[nodiscard]] std::optional<std::string> string(std::string_view name);
  // Any value; nullptr where it is missing.
  [[nodiscard]] const Json* any(std::string_view name);

  void fail(std::string_view name, std::string message);
  // The first problem, an unknown member included.
  [[nodiscard]] std::optional<OperatorError> finish();

 private:
  const Json& object_;
  std::string pointer_;
  std::vector<std::string> asked_;
  std::optional<OperatorError> error_;
};

}  // namespace godwit::collector
