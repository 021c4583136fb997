// Dense products C = A B in bf16 with sums in f32, on CPUs that multiply such numbers by tiles (AMX): those of
// attention and of layers.
//
// B [depth, columns] is packed in panels of 16 columns, [bf16_depth(depth) / 2, 16, 2]: two rows side by side, as tiles
// take them.
//
// Each row's bits depend on that row and B alone: every element of C is one sum in one order.
#pragma once

#include <cstdint>

#include "nn/epilogue.h"
#include "nn/rows.h"
#include "nn/tiles.h"

namespace electra::internal {

// What A and B have room for, so that a step of the tiles is a whole one. Behind `depth` both are 0.
constexpr int64_t bf16_depth(int64_t depth) { return (depth + 31) / 32 * 32; }

bool has_bf16_products();

// panels[bf16_depth(depth), padded_columns(columns)] = source[depth, columns]; the padding is 0.
void pack_bf16_panels(ConstRows source, int64_t depth, int64_t columns, uint16_t* panels);
// panels[bf16_depth(depth), padded_columns(columns)] = transposed source[columns, depth]; the padding is 0.
void pack_bf16_panels_transposed(ConstRows source, int64_t columns, int64_t depth, uint16_t* panels);

// out[rows, bf16_depth(columns)] = values[rows, columns]; the padding is 0. REQUIRES: has_bf16_products().
void convert_rows_to_bf16(ConstRows values, int64_t rows, int64_t columns, uint16_t* out);

struct Bf16Product {
  const uint16_t* a = nullptr;  // [padded_to_tiles(rows), bf16_depth(depth)]
  int64_t rows = 0;
  int64_t depth = 0;
  const uint16_t* panels = nullptr;
  int64_t columns = 0;
  Rows c;                       // [rows, columns]
  const float* bias = nullptr;  // [columns]; null for none
  Epilogue epilogue = Epilogue::none;
};

// REQUIRES: has_bf16_products().
void multiply(const Bf16Product& product);

}  // namespace electra::internal
