#include "converters/tensorflow/crc32c.h"

#include <array>
#include <cstring>

namespace electra::converters {
namespace {

// Bit-reversed 0x1EDC6F41.
constexpr uint32_t polynomial = 0x82F63B78U;

// tables[k][b]: what byte b does to the remainder when k more bytes follow it.
using Tables = std::array<std::array<uint32_t, 256>, 8>;

constexpr Tables make_tables() {
  Tables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? polynomial : 0U);
    tables[0][byte] = crc;
  }
  for (size_t k = 1; k < tables.size(); ++k) {
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint32_t crc = tables[k - 1][byte];
      tables[k][byte] = (crc >> 8) ^ tables[0][crc & 0xFFU];
    }
  }
  return tables;
}

constexpr Tables tables = make_tables();

uint64_t load(const std::byte* data) {
  uint64_t value;
  std::memcpy(&value, data, sizeof(value));
  return value;
}

uint32_t extend_by_byte(uint32_t state, std::byte byte) {
  return (state >> 8) ^ tables[0][(state ^ static_cast<uint32_t>(byte)) & 0xFFU];
}

#if defined(__x86_64__)

// Three streams hide the latency of the instruction: 3 cycles for 8 bytes, one of which can start in every cycle.
constexpr size_t stream_bytes = 4096;

// The remainder `state` after `stream_bytes` zero bytes, as four tables of its bytes.
using Shift = std::array<std::array<uint32_t, 256>, 4>;

constexpr uint32_t multiply(const std::array<uint32_t, 32>& matrix, uint32_t vector) {
  uint32_t sum = 0;
  for (size_t bit = 0; vector != 0; vector >>= 1, ++bit) sum ^= (vector & 1U) != 0 ? matrix[bit] : 0U;
  return sum;
}

constexpr Shift make_shift() {
  std::array<uint32_t, 32> matrix{};  // of one zero bit
  matrix[0] = polynomial;
  for (size_t bit = 1; bit < 32; ++bit) matrix[bit] = 1U << (bit - 1);
  for (size_t bits = 1; bits < stream_bytes * 8; bits *= 2) {
    std::array<uint32_t, 32> square{};
    for (size_t bit = 0; bit < 32; ++bit) square[bit] = multiply(matrix, matrix[bit]);
    matrix = square;
  }
  Shift shift{};
  for (size_t byte = 0; byte < 4; ++byte) {
    for (uint32_t value = 0; value < 256; ++value) shift[byte][value] = multiply(matrix, value << (8 * byte));
  }
  return shift;
}

constexpr Shift shift_table = make_shift();

uint32_t shift(uint64_t state) {
  return shift_table[0][state & 0xFFU] ^ shift_table[1][(state >> 8) & 0xFFU] ^ shift_table[2][(state >> 16) & 0xFFU] ^
         shift_table[3][(state >> 24) & 0xFFU];
}

__attribute__((target("sse4.2"))) uint32_t extend_by_instruction(uint32_t state, std::span<const std::byte> bytes) {
  const std::byte* data = bytes.data();
  size_t left = bytes.size();
  uint64_t crc = state;
  while (left >= 3 * stream_bytes) {
    uint64_t second = 0;
    uint64_t third = 0;
    for (size_t i = 0; i < stream_bytes; i += 8) {
      crc = __builtin_ia32_crc32di(crc, load(data + i));
      second = __builtin_ia32_crc32di(second, load(data + stream_bytes + i));
      third = __builtin_ia32_crc32di(third, load(data + 2 * stream_bytes + i));
    }
    crc = shift(shift(crc) ^ second) ^ third;
    data += 3 * stream_bytes;
    left -= 3 * stream_bytes;
  }
  for (; left >= 8; data += 8, left -= 8) crc = __builtin_ia32_crc32di(crc, load(data));
  uint32_t out = static_cast<uint32_t>(crc);
  for (; left > 0; ++data, --left) out = extend_by_byte(out, *data);
  return out;
}

bool has_instruction() {
  static const bool has = __builtin_cpu_supports("sse4.2") != 0;
  return has;
}

#endif

}  // namespace

uint32_t extend_crc32c_portably(uint32_t crc, std::span<const std::byte> bytes) {
  uint32_t state = ~crc;
  size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    const uint64_t word = load(bytes.data() + i) ^ state;
    state = 0;
    for (size_t byte = 0; byte < 8; ++byte) state ^= tables[7 - byte][(word >> (8 * byte)) & 0xFFU];
  }
  for (; i < bytes.size(); ++i) state = extend_by_byte(state, bytes[i]);
  return ~state;
}

uint32_t extend_crc32c(uint32_t crc, std::span<const std::byte> bytes) {
#if defined(__x86_64__)
  if (has_instruction()) return ~extend_by_instruction(~crc, bytes);
#endif
  return extend_crc32c_portably(crc, bytes);
}

}  // namespace electra::converters
