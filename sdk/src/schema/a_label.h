// Labels of host names that stand for others: A-labels (RFC 5890), which begin with "xn--".
#pragma once

#include <cstdint>
#include <string_view>

namespace godwit {

// Whether each A-label of the host name decodes (Punycode, RFC 3492) to a label that IDNA 2008
// permits. `forbidden`: the table of a pattern (pattern_machine.h) that is found in labels that it
// does not permit. Labels are at most 63 bytes, as the format's pattern has it.
[[nodiscard]] bool a_labels_hold(std::string_view host, const std::uint32_t* forbidden);

}  // namespace godwit
