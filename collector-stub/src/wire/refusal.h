// Why one event of a batch is refused although the rest is stored.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace godwit::collector {

enum class RefusalCode : std::uint8_t {
  none,
  invalid_name,
  invalid_time,
  invalid_properties,
  too_large,
  invalid_sequence,
  too_old,
  invalid_schema,
  schema,
};

// The names in the reply.
[[nodiscard]] std::string_view to_string(RefusalCode code);

// The judgement of one event. Lifetime: the texts are literals, or the batch keeps them.
struct Verdict {
  RefusalCode code = RefusalCode::none;
  std::string_view pointer = {};  // RFC 6901, into the event.
  std::string_view message = {};

  [[nodiscard]] bool refused() const { return code != RefusalCode::none; }
};

struct Refusal {
  std::uint32_t section = 0;
  std::uint64_t sequence = 0;
  Verdict verdict;
};

// Appends `"sequence":…,"code":…,"pointer":…,"message":…`, for replies and inspection.
void append_refusal_members(Bytes& out, const Refusal& refusal);

}  // namespace godwit::collector
