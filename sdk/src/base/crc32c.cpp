#include "base/crc32c.h"

#include <array>
#include <cstring>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define GODWIT_CRC32C_SSE42 1
#include <cpuid.h>
#include <nmmintrin.h>
#elif defined(__ARM_FEATURE_CRC32)
#define GODWIT_CRC32C_ARMV8 1
#include <arm_acle.h>
#endif

namespace godwit {
namespace {

constexpr std::uint32_t kReflectedPolynomial = 0x82F63B78u;

// One entry for each value of half a byte: small enough for a page's download.
constexpr std::array<std::uint32_t, 16> make_table() {
  std::array<std::uint32_t, 16> table{};
  for (std::uint32_t index = 0; index < 16; ++index) {
    std::uint32_t crc = index;
    for (int bit = 0; bit < 4; ++bit) {
      crc = (crc & 1) != 0 ? (crc >> 1) ^ kReflectedPolynomial : crc >> 1;
    }
    table[index] = crc;
  }
  return table;
}

constexpr std::array<std::uint32_t, 16> kTable = make_table();

#if GODWIT_CRC32C_SSE42
// __builtin_cpu_supports() would add 4.5 KB of tables about every processor.
bool cpu_has_sse42() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_SSE4_2) != 0;
}

__attribute__((target("sse4.2"))) std::uint32_t crc32c_sse42(const char* data, std::size_t size,
                                                             std::uint32_t crc) {
  std::uint64_t wide = crc;
  for (; size >= 8; data += 8, size -= 8) {
    std::uint64_t word;
    std::memcpy(&word, data, sizeof word);
    wide = _mm_crc32_u64(wide, word);
  }
  crc = static_cast<std::uint32_t>(wide);
  for (; size != 0; ++data, --size) crc = _mm_crc32_u8(crc, static_cast<unsigned char>(*data));
  return crc;
}
#elif GODWIT_CRC32C_ARMV8
std::uint32_t crc32c_armv8(const char* data, std::size_t size, std::uint32_t crc) {
  for (; size >= 8; data += 8, size -= 8) {
    std::uint64_t word;
    std::memcpy(&word, data, sizeof word);
    crc = __crc32cd(crc, word);
  }
  for (; size != 0; ++data, --size) crc = __crc32cb(crc, static_cast<unsigned char>(*data));
  return crc;
}
#endif

}  // namespace

std::uint32_t crc32c_portable(const void* data, std::size_t size, std::uint32_t before) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  std::uint32_t crc = ~before;
  for (std::size_t at = 0; at < size; ++at) {
    crc ^= bytes[at];
    crc = kTable[crc & 15] ^ (crc >> 4);
    crc = kTable[crc & 15] ^ (crc >> 4);
  }
  return ~crc;
}

std::uint32_t crc32c(const void* data, std::size_t size, std::uint32_t before) {
#if GODWIT_CRC32C_SSE42
  static const bool has_instruction = cpu_has_sse42();
  if (has_instruction) return ~crc32c_sse42(static_cast<const char*>(data), size, ~before);
#elif GODWIT_CRC32C_ARMV8
  return ~crc32c_armv8(static_cast<const char*>(data), size, ~before);
#endif
  return crc32c_portable(data, size, before);
}

}  // namespace godwit
