#include "base/quantise.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace electra::internal {

void quantise_rows(const float* weight, int64_t rows, int64_t columns, int8_t* values, float* scales) {
  constexpr auto limit = static_cast<float>(int8_limit);
  constexpr float smallest = 1e-36F;  // whose inverse times the limit is still finite
  for (int64_t row = 0; row < rows; ++row, weight += columns, values += columns) {
    float largest = 0.0F;
    float faults = 0.0F;  // NaN with one value that is none or infinite
    for (int64_t i = 0; i < columns; ++i) {
      largest = std::max(largest, std::abs(weight[i]));
      faults += weight[i] - weight[i];
    }
    const bool is_zero = largest < smallest;
    scales[row] = faults != faults ? faults : (is_zero ? 0.0F : largest / limit);
    if (is_zero || faults != faults) {
      std::fill_n(values, columns, int8_t{0});
      continue;
    }
    const float inverse = limit / largest;
    for (int64_t i = 0; i < columns; ++i) {
      values[i] = static_cast<int8_t>(std::clamp(std::nearbyint(weight[i] * inverse), -limit, limit));
    }
  }
}

}  // namespace electra::internal
