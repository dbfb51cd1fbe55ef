#include "delivery/directives.h"

#include <iterator>

#include "base/json_reader.h"

namespace godwit {
namespace {

// Sets `number` to the number in `text`, within bounds; no change if the text is no number.
template <typename Number>
void read_clamped(std::string_view text, std::int64_t low, std::int64_t high, Number& number) {
  std::uint64_t value = 0;
  if (!parse_whole(text, value)) return;
  const auto bound = static_cast<std::uint64_t>(high);
  const auto asked = static_cast<std::int64_t>(value < bound ? value : bound);
  number = static_cast<Number>(asked > low ? asked : low);
}

void read_names(std::string_view text, Bytes& names) {
  names.clear();  // If there are two lists, the last counts, as for any member.
  JsonElements elements(text);
  std::string_view element;
  for (std::uint32_t count = 0; count < kDirectiveNamesMax && elements.next(element); ++count) {
    const std::size_t begin = names.size();
    append_unescaped(names, string_text(element));
    if (names.view().find('\0', begin) == std::string_view::npos) {
      names.append('\0');
    } else {
      names.truncate(begin);  // It would read as two.
    }
  }
}

}  // namespace

bool Directives::switched_off(std::string_view name) const {
  std::string_view rest = off.view();
  while (!rest.empty()) {
    const std::string_view known(rest.data());
    if (known == name) return true;
    rest.remove_prefix(known.size() + 1);
  }
  return false;
}

bool read_directives(std::string_view text, std::int64_t now_ms, Directives& out) {
  static constexpr std::string_view kNames[] = {"expires_in_ms", "flush_interval_ms",
                                                "sampling_permille", "off"};
  std::string_view values[std::size(kNames)];
  read_members(text, kNames, values);
  std::int64_t expires_in_ms = 0;
  read_clamped(values[0], kDirectiveExpiryMinMs, kDirectiveExpiryMaxMs, expires_in_ms);
  read_clamped(values[1], kDirectiveFlushIntervalMinMs, kDirectiveFlushIntervalMaxMs,
               out.flush_interval_ms);
  read_clamped(values[2], 0, kSamplingAllPermille, out.sampling_permille);
  read_names(values[3], out.off);
  out.expires_ms = now_ms + expires_in_ms;
  return expires_in_ms != 0;
}

}  // namespace godwit
