// Dense products C = A B of our own, where B was packed for this one purpose: those of attention, whose shapes change
// with every sequence, so that a compiled primitive per shape would cost more than it saves; and those of all layers on
// CPUs without AVX-512 (see linear.h).
//
// B [depth, columns] is cut into panels of panel_width() columns (the last one may be narrower, a multiple of
// lane_width); a panel is stored row after row, so that the product reads memory in order.
//
// Each row's bits depend on that row and B alone, by construction: every element of C is one sum over k = 0, 1, 2 …, in
// this order, whatever the number of rows and the place of the row among them.
#pragma once

#include <cstdint>

#include "nn/epilogue.h"
#include "nn/rows.h"

namespace electra::internal {

inline constexpr int64_t lane_width = 16;
constexpr int64_t padded_columns(int64_t columns) { return (columns + lane_width - 1) / lane_width * lane_width; }

// That of the kernel which this process uses, for all its life.
int64_t panel_width();

// panels[depth, padded_columns(columns)] = source[depth, columns]; the padding is 0.
void pack_panels(ConstRows source, int64_t depth, int64_t columns, float* panels);
// panels[depth, padded_columns(columns)] = transposed source[columns, depth]; the padding is 0.
void pack_panels_transposed(ConstRows source, int64_t columns, int64_t depth, float* panels);

struct PanelProduct {
  ConstRows a;  // [rows, depth]
  int64_t rows = 0;
  int64_t depth = 0;
  const float* panels = nullptr;  // [depth, padded_columns(columns)]
  int64_t columns = 0;            // those of C that are written; whole lanes are faster
  Rows c;                         // [rows, columns]
  const float* bias = nullptr;    // [padded_columns(columns)], added to every row; null for none
  Epilogue epilogue = Epilogue::none;
};

void multiply(const PanelProduct& product);

}  // namespace electra::internal
