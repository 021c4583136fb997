// Layer normalisation: y = (x - mean) / sqrt(variance + epsilon) * gamma + beta over the last dimension (Ba et al.
// 2016).
#pragma once

#include <cstdint>
#include <vector>

namespace electra::internal {

struct LayerNorm {
  std::vector<float> gamma;  // [size]
  std::vector<float> beta;   // [size]
  float epsilon = 1e-12F;

  // In place over rows [rows, size] that are `stride` floats apart. Each row's bits depend on that row alone.
  void apply(float* data, int64_t rows, int64_t stride) const;
};

}  // namespace electra::internal
