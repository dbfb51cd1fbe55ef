// CRC-32C (Castagnoli), the checksum of everything that Godwit stores.
//
// Source: RFC 3720, section 12.1 (polynomial 0x1EDC6F41, reflected). Uses the CRC instruction of
// x86-64 (SSE 4.2) and of ARMv8 if the processor has it, and a 16-entry table otherwise.
#pragma once

#include <cstddef>
#include <cstdint>

namespace godwit {

// The checksum of `size` bytes, continued from the checksum of the bytes before them; start with 0.
// crc32c(b, crc32c(a, 0)) is the checksum of a and b joined.
[[nodiscard]] std::uint32_t crc32c(const void* data, std::size_t size, std::uint32_t before = 0);

// The table form, on every platform; public so that tests can compare the two forms.
[[nodiscard]] std::uint32_t crc32c_portable(const void* data, std::size_t size,
                                            std::uint32_t before);

}  // namespace godwit
