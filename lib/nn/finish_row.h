// The epilogue of a row of sums, within a kernel.
#pragma once

#include <cstdint>

#include "nn/epilogue.h"
#include "nn/math.h"
#include "nn/multiversion.h"

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

}  // namespace electra::internal
