// The C interface's structures that may grow, where program and library differ in age.
//
// `Struct` is a C structure whose first member is `size_t size`. A member that only one side knows
// has its default, which for members to come must be all zero bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "godwit/status.h"

namespace godwit {

// More than any structure will have; a larger size is memory that was never set.
inline constexpr std::size_t kStructBytesMax = 64 * 1024;

// Whether a caller's `size` can be one. That of a pointer is taken for `sizeof pointer`, written
// where `sizeof *pointer` was meant: no structure has `size` alone.
[[nodiscard]] inline bool plausible_size(std::size_t size) {
  return size > sizeof size && size <= kStructBytesMax;
}

// Writes `ours` into the caller's structure of `size` bytes, and zeroes what is behind it there.
template <typename Struct>
void write_sized(Struct* theirs, std::size_t size, const Struct& ours) {
  static_assert(std::is_trivially_copyable_v<Struct>);
  const std::size_t shared = std::min(size, sizeof ours);
  std::memset(reinterpret_cast<char*>(theirs) + shared, 0, size - shared);
  std::memcpy(theirs, &ours, shared);
  theirs->size = size;
}

// Writes the defaults, for _init functions. A size that cannot be one is remembered as 0,
// so that the call that reads the structure refuses it.
template <typename Struct>
void init_sized(Struct* theirs, std::size_t size, const Struct& defaults) {
  if (theirs == nullptr) return;
  if (plausible_size(size)) {
    write_sized(theirs, size, defaults);
  } else {
    theirs->size = 0;
  }
}

// Reads the caller's structure, which the sentences call `name`, over the defaults in `ours`.
// Errors: invalid_argument where it was never set up, unsupported where it asks for something that
// this library does not know.
template <typename Struct>
Status read_sized(std::string_view name, const Struct& theirs, Struct& ours) {
  static_assert(std::is_trivially_copyable_v<Struct>);
  const std::size_t size = theirs.size;
  if (!plausible_size(size)) {
    return Status(StatusCode::invalid_argument, name)
        .append(": it was not set up by its _init function (its size is impossible)");
  }
  const char* const bytes = reinterpret_cast<const char*>(&theirs);
  for (std::size_t at = sizeof ours; at < size; ++at) {
    if (bytes[at] == 0) continue;
    return Status(StatusCode::unsupported, name)
        .append(": it asks for something that this version of Godwit does not know");
  }
  std::memcpy(&ours, bytes, std::min(size, sizeof ours));
  return Status();
}

}  // namespace godwit
