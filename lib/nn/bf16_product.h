// Dense products C = A B of attention in bf16 with sums in f32, on CPUs that multiply such numbers by tiles (AMX).
//
// B [depth, columns] is packed in panels of 16 columns, [bf16_depth(depth) / 2, 16, 2]: two rows side by side, as tiles
// take them.
//
// Each row's bits depend on that row and B alone: every element of C is one sum in one order.
#pragma once

#include <cstdint>

#include "nn/rows.h"

namespace electra::internal {

// Rows of A that are computed together: A and C have room for a multiple of them.
inline constexpr int64_t bf16_rows = 16;
// What A and B have room for: a tile takes so many products at once. Behind `depth` both are 0.
constexpr int64_t bf16_depth(int64_t depth) { return (depth + 31) / 32 * 32; }

bool has_bf16_products();

// panels[bf16_depth(depth), padded_columns(columns)] = source[depth, columns]; the padding is 0.
void pack_bf16_panels(ConstRows source, int64_t depth, int64_t columns, uint16_t* panels);
// panels[bf16_depth(depth), padded_columns(columns)] = transposed source[columns, depth]; the padding is 0.
void pack_bf16_panels_transposed(ConstRows source, int64_t columns, int64_t depth, uint16_t* panels);

struct Bf16Product {
  const uint16_t* a = nullptr;  // [rows, bf16_depth(depth)]
  int64_t rows = 0;
  int64_t depth = 0;
  const uint16_t* panels = nullptr;
  int64_t columns = 0;  // padded_columns() of them are written
  Rows c;
};

// REQUIRES: has_bf16_products().
void multiply(const Bf16Product& product);

}  // namespace electra::internal
