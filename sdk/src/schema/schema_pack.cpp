#include "schema/schema_pack.h"

#include "base/crc32c.h"

namespace godwit {

const char* SchemaPack::open(std::span<const char> bytes) {
  words_ = nullptr;
  const auto* header = reinterpret_cast<const pack::Header*>(bytes.data());
  if (bytes.size() < sizeof *header || header->magic != pack::kMagic) {
    return "it is not a schema pack";
  }
  if (header->format != pack::kFormat) return "it is a schema pack of another format";
  if (header->size_bytes != bytes.size() ||
      header->crc32c != crc32c(bytes.data() + pack::kCheckedAt, bytes.size() - pack::kCheckedAt)) {
    return "the schema pack is damaged";
  }
  words_ = reinterpret_cast<const std::uint32_t*>(bytes.data());
  return nullptr;
}

std::span<const pack::Schema> SchemaPack::schemas() const {
  if (words_ == nullptr) return {};
  const auto* header = at<pack::Header>(0);
  return {at<pack::Schema>(header->schemas), header->schema_count};
}

// A binary search; schemas of one name are in the order of their versions.
const pack::Schema* SchemaPack::find(std::string_view name,
                                     const std::optional<SchemaVersion>& version) const {
  const std::span<const pack::Schema> all = schemas();
  std::size_t low = 0;
  for (std::size_t high = all.size(); low < high;) {
    const std::size_t middle = (low + high) / 2;
    if (text(all[middle].name) < name) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const pack::Schema* found = nullptr;
  for (; low < all.size() && text(all[low].name) == name; ++low) {
    if (!version || *version == version_of(all[low])) found = &all[low];
  }
  return found;
}

std::uint32_t SchemaPack::find_property(const pack::Object& object, std::string_view name) const {
  const auto* properties = at<pack::Property>(object.properties);
  const auto* table = at<std::uint16_t>(object.table);
  for (std::uint32_t place = pack::name_hash(name);; ++place) {
    const std::uint32_t index = table[place & object.table_mask];
    if (index == 0) return object.property_count;
    if (text(properties[index - 1].name) == name) return index - 1;
  }
}

SchemaVersion version_of(const pack::Schema& schema) {
  return {schema.model, schema.revision, schema.addition};
}

}  // namespace godwit
