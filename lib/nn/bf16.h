// Numbers of bf16: the upper half of a float, rounded to nearest, ties to even. They are kept as their 16 bits.
#pragma once

#include <bit>
#include <cstdint>

#include "nn/multiversion.h"

namespace electra::internal {

// The bits of the nearest bf16 in the upper half, those of a NaN with at least one bit of its fraction; the lower half
// is anything.
ELECTRA_INLINE uint32_t round_to_bf16(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  const uint32_t rounded = (bits + 0x7FFFU + ((bits >> 16U) & 1U)) & 0xFFFF0000U;
  return value == value ? rounded : bits | 0x00400000U;
}

void convert_to_bf16(const float* values, uint16_t* out, int64_t count);
// As floats.
void round_to_bf16(const float* values, float* out, int64_t count);

}  // namespace electra::internal
