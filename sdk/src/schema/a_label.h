// Labels of host names that encode other labels: A-labels (RFC 5890), which begin with "xn--".
#pragma once

#include <cstdint>
#include <string_view>

namespace godwit {

// True if each A-label of the host name decodes (Punycode, RFC 3492) to a label that IDNA 2008
// permits. `forbidden`: the table of a pattern (pattern_machine.h) that matches forbidden labels.
// Labels have at most 63 bytes, which the format's pattern guarantees.
[[nodiscard]] bool a_labels_hold(std::string_view host, const std::uint32_t* forbidden);

}  // namespace godwit
