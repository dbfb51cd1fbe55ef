// An open schema pack: finds schemas by name and version.
//
// Lifetime: views the bytes that it was opened from, which must be aligned to four bytes and
// outlive it.
// Threads: immutable, so any number may read it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "godwit/schema.h"
#include "schema/pack_format.h"

namespace godwit {

class SchemaPack {
 public:
  SchemaPack() = default;

  // Returns nullptr, or the error in the bytes. The checksum finds damage, not malice: a pack has
  // the same source as the program.
  [[nodiscard]] const char* open(std::span<const char> bytes);

  // True if the whole pack is ordinary (pack::Header).
  [[nodiscard]] bool ordinary() const { return at<pack::Header>(0)->ordinary != 0; }
  [[nodiscard]] std::span<const pack::Schema> schemas() const;
  // The schema with this name, in this version; without a version, in the highest. nullptr if there
  // is none.
  [[nodiscard]] const pack::Schema* find(std::string_view name,
                                         const std::optional<SchemaVersion>& version) const;

  // The slot of the property; property_count if the object has no such property.
  [[nodiscard]] std::uint32_t find_property(const pack::Object& object,
                                            std::string_view name) const;

  [[nodiscard]] std::string_view text(pack::Text text) const {
    return {reinterpret_cast<const char*>(words_) + text.offset_bytes, text.size_bytes};
  }
  template <typename Part>
  [[nodiscard]] const Part* at(pack::Ref ref) const {
    return reinterpret_cast<const Part*>(words_ + ref);
  }
  // The items after a part that gives their number.
  template <typename Item, typename Part>
  [[nodiscard]] static const Item* behind(const Part* part) {
    return reinterpret_cast<const Item*>(part + 1);
  }

 private:
  const std::uint32_t* words_ = nullptr;
};

[[nodiscard]] SchemaVersion version_of(const pack::Schema& schema);

}  // namespace godwit
