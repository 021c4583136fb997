#include "format/float_conversion.h"

#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>

namespace electra::internal {
namespace {

constexpr uint32_t float_infinity = 0x7F800000U;

// Both give the bits for a float's; an infinity for what rounds beyond the largest value.
uint16_t f16_from_bits(uint32_t bits) {
  constexpr uint32_t bias = (127 - 15) << 23;
  const uint32_t sign = (bits >> 16) & 0x8000U;
  const uint32_t magnitude = bits & 0x7FFFFFFFU;
  // Behind one half the last place of a float is that of a subnormal, 2^-24: the addition rounds.
  const uint32_t subnormal = std::bit_cast<uint32_t>(std::bit_cast<float>(magnitude) + 0.5F) - 0x3F000000U;
  const uint32_t normal = (magnitude + 0xFFFU + ((magnitude >> 13) & 1U) - bias) >> 13;
  uint32_t half = magnitude < (113U << 23) ? subnormal : normal;
  half = magnitude >= 0x477FF000U ? 0x7C00U : half;    // 65520 and more
  half = magnitude > float_infinity ? 0x7E00U : half;  // NaN
  return static_cast<uint16_t>(sign | half);
}

uint16_t bf16_from_bits(uint32_t bits) {
  const uint32_t rounded = (bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16;
  const bool is_nan = (bits & 0x7FFFFFFFU) > float_infinity;
  return static_cast<uint16_t>(is_nan ? (bits >> 16) | 0x40U : rounded);
}

// `infinity` is that of the small type.
template <uint16_t (*convert)(uint32_t), uint32_t infinity>
bool convert_all(std::span<const float> values, std::byte* out) {
  uint32_t overflows = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    const uint32_t bits = std::bit_cast<uint32_t>(values[i]);
    const uint16_t small = convert(bits);
    const bool was_finite = (bits & 0x7FFFFFFFU) < float_infinity;
    overflows |= was_finite && (small & 0x7FFFU) == infinity ? 1U : 0U;
    std::memcpy(out + 2 * i, &small, sizeof(small));
  }
  return overflows == 0;
}

}  // namespace

bool convert_floats(std::span<const float> values, DType dtype, std::byte* out) {
  assert(is_float_dtype(dtype) && dtype != DType::f64);
  if (dtype == DType::f16) return convert_all<f16_from_bits, 0x7C00>(values, out);
  if (dtype == DType::bf16) return convert_all<bf16_from_bits, 0x7F80>(values, out);
  if (!values.empty()) std::memcpy(out, values.data(), values.size_bytes());
  return true;
}

}  // namespace electra::internal
