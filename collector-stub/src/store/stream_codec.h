// The compact bytes in which a stream's intervals stand in SQLite.
//
// Format: numbers as LEB128. An interval set is a list of pairs (gap to the end of the interval
// before, length - 1); the first gap counts from 0. A drop list has the reason's byte behind each
// pair. The list ends with the blob.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "store/drop_list.h"
#include "store/interval_set.h"

namespace godwit::collector {

void encode_intervals(Bytes& out, const IntervalSet& set);
void encode_drops(Bytes& out, const DropList& list);

// Return false where the bytes are not such a list.
[[nodiscard]] bool decode_intervals(std::string_view bytes, IntervalSet& set);
[[nodiscard]] bool decode_drops(std::string_view bytes, DropList& list);

}  // namespace godwit::collector
