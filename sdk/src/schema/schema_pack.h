// A schema pack that has been opened: looks up schemas by name and version.
//
// Lifetime: views the bytes that it was opened from, which must be aligned to four bytes and
// outlive it. Threads: immutable, so any number may read it.
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

  // Returns nullptr, or what is wrong with the bytes. The checksum finds damage, not malice: a pack
  // comes from where the program comes from.
  [[nodiscard]] const char* open(std::span<const char> bytes);

  // Whether all that it asks is ordinary (pack::Header).
  [[nodiscard]] bool ordinary() const { return at<pack::Header>(0)->ordinary != 0; }
  [[nodiscard]] std::span<const pack::Schema> schemas() const;
  // The schema that is called so, in this version; without one, in the highest. nullptr where there
  // is none.
  [[nodiscard]] const pack::Schema* find(std::string_view name,
                                         const std::optional<SchemaVersion>& version) const;

  // The slot of the property; property_count where it is none of the object's.
  [[nodiscard]] std::uint32_t find_property(const pack::Object& object,
                                            std::string_view name) const;

  [[nodiscard]] std::string_view text(pack::Text text) const {
    return {reinterpret_cast<const char*>(words_) + text.offset_bytes, text.size_bytes};
  }
  template <typename Part>
  [[nodiscard]] const Part* at(pack::Ref ref) const {
    return reinterpret_cast<const Part*>(words_ + ref);
  }
  // What stands behind a part that says how many of them there are.
  template <typename Item, typename Part>
  [[nodiscard]] static const Item* behind(const Part* part) {
    return reinterpret_cast<const Item*>(part + 1);
  }

 private:
  const std::uint32_t* words_ = nullptr;
};

[[nodiscard]] SchemaVersion version_of(const pack::Schema& schema);

}  // namespace godwit
