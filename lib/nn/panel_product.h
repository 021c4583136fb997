// Small dense products for attention, C = A B, where B was packed for this one purpose. The shapes change with every
// sequence, so a compiled primitive per shape would cost more than it saves.
//
// B [depth, columns] is cut into panels of panel_width columns (the last one may be narrower, a multiple of
// lane_width); a panel is stored row after row, so that the product reads memory in order.
#pragma once

#include <cstdint>

#include "nn/rows.h"

namespace electra::internal {

inline constexpr int64_t lane_width = 16;
inline constexpr int64_t panel_width = 64;
constexpr int64_t padded_columns(int64_t columns) { return (columns + lane_width - 1) / lane_width * lane_width; }

// panels[depth, padded_columns(columns)] = source[depth, columns]; the padding is 0.
void pack_panels(ConstRows source, int64_t depth, int64_t columns, float* panels);
// panels[depth, padded_columns(columns)] = transposed source[columns, depth]; the padding is 0.
void pack_panels_transposed(ConstRows source, int64_t columns, int64_t depth, float* panels);

// c[rows, padded_columns] = a[rows, depth] panels. Each row's bits depend on that row and the panels alone.
void multiply_panels(ConstRows a, int64_t rows, int64_t depth, const float* panels, int64_t columns, Rows c);

}  // namespace electra::internal
