// Weights of linear layers as whole numbers, with one scale for each output.
#pragma once

#include <cstdint>

namespace electra::internal {

inline constexpr int32_t int8_limit = 127;  // the largest value; -127 is the smallest, -128 is in no weight

// weight[row, column] = values[row, column] * scales[row], as near as such a number comes: the scale is the row's
// largest magnitude divided by 127, and halves go to the even number. A row with NaN or infinity has a scale of NaN.
void quantise_rows(const float* weight, int64_t rows, int64_t columns, int8_t* values, float* scales);

}  // namespace electra::internal
