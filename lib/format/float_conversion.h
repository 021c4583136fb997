// Floats as the bytes of a smaller type. The way back is copy_floats in safetensors.h.
#pragma once

#include <cstddef>
#include <span>

#include "format/tensor.h"

namespace electra::internal {

// Writes values.size() elements of `dtype` to `out`, little-endian, rounded to the nearest, ties to even; NaN stays
// NaN. Returns false if a finite value is beyond the range of the type: it becomes an infinity. Thread-safe. REQUIRES:
// dtype is F32, F16 or BF16.
bool convert_floats(std::span<const float> values, DType dtype, std::byte* out);

}  // namespace electra::internal
