// The epilogue of sums, within a kernel.
#pragma once

#include <cstdint>

#include "nn/epilogue.h"
#include "nn/math.h"
#include "nn/multiversion.h"
#include "nn/rows.h"

namespace electra::internal {

// value(i) makes y of the sum in place i.
template <typename Value>
ELECTRA_INLINE void finish_row(Epilogue epilogue, int64_t count, float* dst, const Value& value) {
  switch (epilogue) {
    case Epilogue::gelu:
#pragma omp simd
      for (int64_t i = 0; i < count; ++i) dst[i] = gelu_approx(value(i));
      return;
    case Epilogue::add:
#pragma omp simd
      for (int64_t i = 0; i < count; ++i) dst[i] += value(i);
      return;
    default:
#pragma omp simd
      for (int64_t i = 0; i < count; ++i) dst[i] = value(i);
  }
}

// Of a block of rows of C, of which `columns` are left at its first column: value(row, i) makes y of the sum in column
// i of the block. `width` is a number that the compiler knows.
template <int64_t width, typename Value>
ELECTRA_INLINE void finish_block(Epilogue epilogue, int64_t rows, int64_t columns, Rows dst, const Value& value) {
  for (int64_t row = 0; row < rows; ++row) {
    const auto value_in_row = [&value, row](int64_t i) { return value(row, i); };
    if (columns >= width) {
      finish_row(epilogue, width, dst.from(row).data, value_in_row);
    } else {
      finish_row(epilogue, columns, dst.from(row).data, value_in_row);
    }
  }
}

}  // namespace electra::internal
