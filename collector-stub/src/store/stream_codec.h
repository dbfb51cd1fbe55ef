// The compact bytes of a stream's intervals in SQLite.
//
// Format: numbers as LEB128. An interval set is a list of pairs (gap to the end of the previous
// interval, length - 1); the first gap counts from 0. In a drop list, each pair is followed by the
// reason's byte. The list ends with the blob.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "store/drop_list.h"
#include "store/interval_set.h"

namespace godwit::collector {

void encode_intervals(Bytes& out, const IntervalSet& set);
void encode_drops(Bytes& out, const DropList& list);

// Return false if the bytes are not such a list.
[[nodiscard]] bool decode_intervals(std::string_view bytes, IntervalSet& set);
[[nodiscard]] bool decode_drops(std::string_view bytes, DropList& list);

}  // namespace godwit::collector
