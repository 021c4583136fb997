// Weights of linear layers as whole numbers, with one scale for each output.
#pragma once

#include <cstddef>
#include <cstdint>

namespace electra::internal {

inline constexpr int32_t int8_limit = 127;  // the largest value; -127 is the smallest, -128 is in no weight

// weight[row, column] = values[row, column] * scales[row], as near as such a number comes: the scale is the row's
// largest magnitude divided by 127, and halves go to the even number. A row with NaN or infinity has a scale of NaN.
void quantise_rows(const float* weight, int64_t rows, int64_t columns, int8_t* values, float* scales);

// The layout in which they are multiplied, and lie in files: panels of 16 rows, four values of a row side by side,
// [rows / 16][columns / 4][16][4], with zeros for what the weight has not.
inline constexpr int64_t panel_rows = 16;
inline constexpr int64_t panel_values = 4;
constexpr int64_t panels_of(int64_t rows) { return (rows + panel_rows - 1) / panel_rows; }
constexpr int64_t padded_depth(int64_t columns) { return (columns + panel_values - 1) / panel_values * panel_values; }
constexpr size_t int8_panel_bytes(int64_t rows, int64_t columns) {
  return static_cast<size_t>(panels_of(rows) * panel_rows * padded_depth(columns));
}

// Where in its panels the four values of a weight begin, of which `column` is the first. REQUIRES: column % 4 == 0.
constexpr int64_t panel_place(int64_t row, int64_t column, int64_t columns) {
  return row / panel_rows * panel_rows * padded_depth(columns) + column * panel_rows + row % panel_rows * panel_values;
}

// Whether the rows of the last panel that the weight has not are zeros.
bool has_zero_padding(const int8_t* panels, int64_t rows, int64_t columns);

// Weights [rows, columns] from rows to panels, and back.
void pack_int8_panels(const int8_t* weight, int64_t rows, int64_t columns, int8_t* panels);
void unpack_int8_panels(const int8_t* panels, int64_t rows, int64_t columns, int8_t* weight);

}  // namespace electra::internal
