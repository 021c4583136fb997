// F32, F16, BF16 and F64 elements as float, in loops that the compiler vectorises.
#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

#include "base/quantise.h"
#include "format/tensor.h"

namespace electra::internal {
namespace {

// Files put tensors at any alignment, so elements are read with memcpy, which compiles to plain loads.
uint32_t load_u16(const std::byte* data, int64_t index) {
  uint16_t value;
  std::memcpy(&value, data + index * 2, 2);
  return value;
}

// What lies beyond the largest float becomes an infinity.
float float_from_f64(const std::byte* data, int64_t index) {
  double value;
  std::memcpy(&value, data + index * 8, 8);
  return static_cast<float>(value);
}

// All bits one where `condition` holds: selecting with masks keeps branches out of loops, so that they vectorise.
uint32_t mask(bool condition) { return ~(static_cast<uint32_t>(condition) - 1U); }

// Exact for every input.
float float_from_f16(uint32_t half) {
  const uint32_t sign = (half & 0x8000U) << 16;
  const uint32_t magnitude = (half & 0x7FFFU) << 13;  // exponent and fraction at their places in a float
  constexpr uint32_t bias = 127 - 15;
  const uint32_t normal = magnitude + (bias << 23);
  const uint32_t special = magnitude | 0x7F800000U;  // infinity and NaN
  // A subnormal is fraction * 2^-24: put behind an implicit one at 2^-14, which is then taken off again.
  const float behind_one = std::bit_cast<float>(magnitude + ((bias + 1) << 23));
  const uint32_t subnormal = std::bit_cast<uint32_t>(behind_one - 0x1p-14F);
  const uint32_t is_subnormal = mask(magnitude < (1U << 23));
  const uint32_t is_special = mask(magnitude >= (31U << 23));
  const uint32_t finite = (subnormal & is_subnormal) | (normal & ~is_subnormal);
  return std::bit_cast<float>(sign | (special & is_special) | (finite & ~is_special));
}

// Out of its panels, row by row, or what there is of one.
void copy_quantised(const Tensor& tensor, int64_t first, int64_t count, float* out) {
  const int64_t columns = tensor.shape.back();
  for (int64_t i = first; i < first + count;) {
    const int64_t row = i / columns;
    float scale;
    std::memcpy(&scale, tensor.scales.data() + row * static_cast<int64_t>(sizeof scale), sizeof scale);
    const std::byte* const values = tensor.data.data() + panel_place(row, 0, columns);
    const int64_t end = std::min(first + count, (row + 1) * columns);
    for (int64_t column = i - row * columns; i < end; ++i, ++column) {
      const std::byte value = values[column / panel_values * panel_values * panel_rows + column % panel_values];
      *out++ = static_cast<float>(static_cast<int8_t>(value)) * scale;
    }
  }
}

}  // namespace

void copy_floats(const Tensor& tensor, int64_t first, int64_t count, float* out) {
  assert(has_floats(tensor));
  if (count == 0) return;
  if (tensor.dtype == DType::i8) return copy_quantised(tensor, first, count, out);
  const std::byte* data = tensor.bytes(first, count).data();
  if (tensor.dtype == DType::f32) {
    std::memcpy(out, data, static_cast<size_t>(count) * sizeof(float));
  } else if (tensor.dtype == DType::f16) {
    for (int64_t i = 0; i < count; ++i) out[i] = float_from_f16(load_u16(data, i));
  } else if (tensor.dtype == DType::f64) {
    for (int64_t i = 0; i < count; ++i) out[i] = float_from_f64(data, i);
  } else {
    for (int64_t i = 0; i < count; ++i) out[i] = std::bit_cast<float>(load_u16(data, i) << 16);
  }
}

std::optional<int64_t> first_non_finite(std::span<const float> values) {
  constexpr size_t block = 1024;
  constexpr uint32_t exponent = 0x7F800000U;
  for (size_t begin = 0; begin < values.size(); begin += block) {
    const std::span<const float> part = values.subspan(begin, std::min(block, values.size() - begin));
    uint32_t found = 0;  // a mask instead of an early exit: the loop has no branch
    for (const float value : part) found |= (std::bit_cast<uint32_t>(value) & exponent) == exponent ? 1U : 0U;
    if (found == 0) continue;
    for (size_t i = 0; i < part.size(); ++i) {
      if ((std::bit_cast<uint32_t>(part[i]) & exponent) == exponent) return static_cast<int64_t>(begin + i);
    }
  }
  return std::nullopt;
}

}  // namespace electra::internal
