// Eight ASCII characters at a time, in the bytes of one integer.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace electra::internal::ascii {

// Eight bytes, the first one lowest whatever the machine's order. REQUIRES: 8 readable bytes at `bytes`.
inline uint64_t load_block(const char* bytes) {
  uint64_t block;
  std::memcpy(&block, bytes, sizeof block);
  if constexpr (std::endian::native == std::endian::big) block = __builtin_bswap64(block);
  return block;
}

inline void store_block(char* bytes, uint64_t block) {
  if constexpr (std::endian::native == std::endian::big) block = __builtin_bswap64(block);
  std::memcpy(bytes, &block, sizeof block);
}

// The block without the bytes from `length` on. REQUIRES: 1 <= length <= 8.
inline uint64_t first_bytes(uint64_t block, size_t length) { return block & ~uint64_t{0} >> (64 - 8 * length); }

inline constexpr uint64_t high_bits = 0x8080808080808080;

constexpr uint64_t repeat(uint8_t byte) { return 0x0101010101010101 * byte; }

// High bit of each byte: set where min <= byte <= max. REQUIRES: all bytes below 0x80.
constexpr uint64_t in_range(uint64_t block, uint8_t min, uint8_t max) {
  const uint64_t at_least_min = block + repeat(static_cast<uint8_t>(0x80 - min));
  const uint64_t above_max = block + repeat(static_cast<uint8_t>(0x7F - max));
  return at_least_min & ~above_max & high_bits;
}

// High bit of each byte: set where the byte is one of A-Z, a-z.
constexpr uint64_t letters(uint64_t block) { return in_range((block & ~high_bits) | repeat(0x20), 'a', 'z') & ~block; }

// High bit of each byte: set where the byte is one of A-Z, a-z, 0-9: the characters of words, all other ASCII
// characters are punctuation, white space or deleted.
constexpr uint64_t word_characters(uint64_t block) {
  return letters(block) | (in_range(block & ~high_bits, '0', '9') & ~block);
}

// A-Z turned into a-z.
constexpr uint64_t lower_case(uint64_t block) { return block | letters(block) >> 2; }

// Leading bytes that are word characters, 0 to 8.
inline size_t word_length(uint64_t block) {
  const uint64_t others = ~word_characters(block) & high_bits;
  return static_cast<size_t>(std::countr_zero(others)) / 8;
}

}  // namespace electra::internal::ascii
