// Products of quantised rows with quantised weights. Sums are of whole numbers, so that their bits depend on the row
// and the weight alone; then every sum becomes a float by the scales of its row and column.
//
// AVX2, and AVX-512 without VNNI, add up two neighbouring products in 16 bits and saturate there. On such a CPU a row
// has so many levels, 129 at least, that only one in two hundred pairs of a weight's neighbours could go beyond that,
// and only where both values of the row are near their highest: more levels are worth more than the rare sum that is
// cut. (Of the labels of a random model of electra-small's shape 96.6 % are those of f32, 96.1 % with so few levels
// that nothing is ever cut, 90 % with 255.)
#pragma once

#include <cstdint>
#include <span>

#include "base/quantise.h"
#include "nn/epilogue.h"
#include "nn/rows.h"
#include "nn/tiles.h"

namespace electra::internal {

inline constexpr int64_t most_int8_depth = 65'536;  // 255 * 127 times as much still fits into 32 bits

// x = (value - zero) * scale for every value of a row.
struct RowScale {
  float scale = 0.0F;
  int32_t zero = 0;  // 0 to the number of levels
};

// Values from 0 to `levels`, at most 255; of x [rows, columns] without gaps to `values`, rows `stride` apart and zero
// behind their columns. A row with NaN or infinity has a scale of NaN.
void quantise_to_levels(const float* x, int64_t rows, int64_t columns, int32_t levels, uint8_t* values, int64_t stride,
                        RowScale* scales);

// The levels that a row gets for this CPU's products with weights [out_each, in] in panels. REQUIRES: none is -128.
int32_t row_levels(std::span<const int8_t* const> parts, int64_t out_each, int64_t in);

// The sums of the 16 columns of one panel.
void add_up_columns(const int8_t* panel, int64_t in, int32_t* sums);

// Of the columns of a product.
struct ColumnScales {
  const float* scales = nullptr;
  const int32_t* sums = nullptr;  // of the column's weights
  const float* bias = nullptr;

  ColumnScales from(int64_t first) const { return {scales + first, sums + first, bias + first}; }
};

// dst = epilogue((sums - zero * column sums) * scale * column scale + bias) for sums [rows, columns] without gaps.
void finish_sums(const int32_t* sums, const RowScale* rows_scales, const ColumnScales& columns, int64_t rows,
                 int64_t count, Rows dst, Epilogue epilogue);

// Our own products, with a weight in panels (quantise.h): for CPUs where oneDNN's are slow, and for those with AMX,
// where sums are finished in the cache.
struct Int8Product {
  const uint8_t* values = nullptr;  // [padded_to_tiles(rows), padded_depth(in)]
  const RowScale* row_scales = nullptr;
  int64_t rows = 0;
  int64_t in = 0;
  const int8_t* panels = nullptr;
  ColumnScales columns;
  int64_t out = 0;
  Rows dst;
  Epilogue epilogue = Epilogue::none;
};

void multiply(const Int8Product& product);

}  // namespace electra::internal
