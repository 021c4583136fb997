#include "base/quantise.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace electra::internal {

void quantise_rows(const float* weight, int64_t rows, int64_t columns, int8_t* values, float* scales) {
  constexpr auto limit = static_cast<float>(int8_limit);
  constexpr float smallest = 1e-36F;          // whose inverse times the limit is still finite
  constexpr float round_magic = 12582912.0F;  // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
  for (int64_t row = 0; row < rows; ++row, weight += columns, values += columns) {
    float largest = 0.0F;
    float faults = 0.0F;  // NaN with one value that is none or infinite
#pragma omp simd reduction(max : largest) reduction(+ : faults)
    for (int64_t i = 0; i < columns; ++i) {
      const float magnitude = weight[i] < 0.0F ? -weight[i] : weight[i];
      largest = magnitude > largest ? magnitude : largest;
      faults += weight[i] - weight[i];
    }
    const bool is_zero = largest < smallest;
    scales[row] = faults != faults ? faults : (is_zero ? 0.0F : largest / limit);
    if (is_zero || faults != faults) {
      std::fill_n(values, columns, int8_t{0});
      continue;
    }
    const float inverse = limit / largest;
#pragma omp simd
    for (int64_t i = 0; i < columns; ++i) {
      values[i] = static_cast<int8_t>(std::bit_cast<int32_t>(weight[i] * inverse + round_magic));
    }
  }
}

void pack_int8_panels(const int8_t* weight, int64_t rows, int64_t columns, int8_t* panels) {
  std::fill_n(panels, int8_panel_bytes(rows, columns), int8_t{0});
  for (int64_t row = 0; row < rows; ++row, weight += columns) {
    const int64_t whole = columns / panel_values * panel_values;
    for (int64_t k = 0; k < whole; k += panel_values) {
      std::memcpy(panels + panel_place(row, k, columns), weight + k, panel_values);  // one move
    }
    if (whole < columns) {
      std::memcpy(panels + panel_place(row, whole, columns), weight + whole, static_cast<size_t>(columns - whole));
    }
  }
}

bool has_zero_padding(const int8_t* panels, int64_t rows, int64_t columns) {
  for (int64_t row = rows; row < panels_of(rows) * panel_rows; ++row) {
    for (int64_t k = 0; k < columns; k += panel_values) {
      const int8_t* const values = panels + panel_place(row, k, columns);
      if (std::any_of(values, values + panel_values, [](int8_t value) { return value != 0; })) return false;
    }
  }
  return true;
}

void unpack_int8_panels(const int8_t* panels, int64_t rows, int64_t columns, int8_t* weight) {
  for (int64_t row = 0; row < rows; ++row, weight += columns) {
    for (int64_t k = 0; k < columns; k += panel_values) {
      const auto count = static_cast<size_t>(std::min(panel_values, columns - k));
      std::memcpy(weight + k, panels + panel_place(row, k, columns), count);
    }
  }
}

}  // namespace electra::internal
