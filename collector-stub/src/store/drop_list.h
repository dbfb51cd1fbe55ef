// A client's declared drops: intervals of sequence numbers, each with a reason.
//
// The first declaration of a number counts, so declaring it again changes nothing.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "store/interval_set.h"

namespace godwit::collector {

// The values are stored; new ones go to the end.
enum class DropReason : std::uint8_t {
  queue_full = 0,
  expired = 1,
  refused = 2,
  poisonous = 3,
  corrupt = 4,
  too_large = 5,
  mixed = 6,
  other = 7,  // A reason that this collector does not know yet.
};

inline constexpr std::size_t kDropReasonCount = 8;

// The names on the wire.
[[nodiscard]] std::string_view to_string(DropReason reason);
[[nodiscard]] DropReason drop_reason_of(std::string_view text);

struct Drop {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // Included.
  DropReason reason = DropReason::other;

  friend bool operator==(const Drop&, const Drop&) = default;
};

using DropCounts = std::array<std::uint64_t, kDropReasonCount>;

class DropList {
 public:
  // Adds the parts of `drop` that were not declared before.
  void declare(const Drop& drop);

  [[nodiscard]] std::span<const Drop> drops() const { return drops_; }
  [[nodiscard]] std::size_t size() const { return drops_.size(); }

  friend bool operator==(const DropList&, const DropList&) = default;

 private:
  void insert(const Drop& drop);

  std::vector<Drop> drops_;  // Sorted, never overlapping.
};

}  // namespace godwit::collector
