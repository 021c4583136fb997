#include "nn/bf16_product.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "nn/bf16.h"
#include "nn/cpu.h"
#include "nn/finish_row.h"
#include "nn/panel_product.h"
#include "nn/tiles.h"

namespace electra::internal {
namespace {

constexpr int64_t panel_columns = lane_width;
static_assert(block_of_tiles == 2 * panel_columns);

// Two numbers of one column, the upper row's in the lower half.
ELECTRA_INLINE uint32_t pair_of(float upper, float lower) {
  return round_to_bf16(upper) >> 16U | (round_to_bf16(lower) & 0xFFFF0000U);
}

ELECTRA_MULTIVERSION
void pack_pairs(const float* upper, const float* lower, int64_t count, uint32_t* pairs) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) pairs[i] = pair_of(upper[i], lower[i]);
}

#if defined(__x86_64__)

// As convert_to_bf16, in 0.4 of its time. Subnormal numbers may become 0, for which the tiles take them anyway.
ELECTRA_AMX
void round_row(const float* values, int64_t count, uint16_t* out) {
  constexpr int64_t at_once = 32;
  int64_t i = 0;
  for (; i + at_once <= count; i += at_once) {
    const __m512bh rounded = _mm512_cvtne2ps_pbh(_mm512_loadu_ps(values + i + 16), _mm512_loadu_ps(values + i));
    std::memcpy(out + i, &rounded, sizeof rounded);
  }
  convert_to_bf16(values + i, out + i, count - i);
}

struct FinishSums {
  const Bf16Product& product;

  ELECTRA_INLINE void operator()(TileSums<float> block) const {
    static constexpr float no_bias[block_of_tiles] = {};
    const float* const bias = product.bias == nullptr ? no_bias : product.bias + block.column;
    const int64_t count = std::min(block_of_tiles, product.columns - block.column);
    for (int64_t i = 0; i < block.rows; ++i) {
      const float* const sums = block.sums + i * block_of_tiles;
      float* const dst = product.c.from(block.row + i).data + block.column;
      const auto value = [&](int64_t j) { return sums[j] + bias[j]; };
      if (count == block_of_tiles) {  // a number that the compiler knows
        finish_row(product.epilogue, block_of_tiles, dst, value);
      } else {
        finish_row(product.epilogue, count, dst, value);
      }
    }
  }
};

ELECTRA_AMX
void multiply_amx(const Bf16Product& product) {
  // Measured: with layers that add, and with attention, overlapping loses up to 5 %.
  const bool has_much_to_finish = product.bias != nullptr && product.epilogue != Epilogue::add;
  multiply_by_tiles<Bf16Tiles>({.a = reinterpret_cast<const std::byte*>(product.a),
                                .rows = product.rows,
                                .row_bytes = bf16_depth(product.depth) * static_cast<int64_t>(sizeof(uint16_t)),
                                .panels = reinterpret_cast<const std::byte*>(product.panels),
                                .columns = product.columns,
                                .order = has_much_to_finish ? TileOrder::overlapped : TileOrder::in_turn},
                               FinishSums{product});
}

#else

// Not called: has_bf16_products() knows no other CPU that has them.
void round_row(const float*, int64_t, uint16_t*) {}
void multiply_amx(const Bf16Product&) {}

#endif

}  // namespace

bool has_bf16_products() { return products_features().bf16 && products_features().amx; }

void pack_bf16_panels(ConstRows source, int64_t depth, int64_t columns, uint16_t* panels) {
  static constexpr float zeros[panel_columns] = {};
  const int64_t whole_depth = bf16_depth(depth);
  for (int64_t first = 0; first < columns; first += panel_columns) {
    const int64_t used = std::min(panel_columns, columns - first);
    for (int64_t k = 0; k < whole_depth; k += 2, panels += 2 * panel_columns) {
      uint32_t pairs[panel_columns] = {};
      const float* const row = source.data + k * source.stride + first;
      if (k < depth) pack_pairs(row, k + 1 < depth ? row + source.stride : zeros, used, pairs);
      std::memcpy(panels, pairs, sizeof pairs);
    }
  }
}

void pack_bf16_panels_transposed(ConstRows source, int64_t columns, int64_t depth, uint16_t* panels) {
  const int64_t whole_depth = bf16_depth(depth);
  std::fill_n(panels, whole_depth * padded_columns(columns), uint16_t{0});
  constexpr int64_t block = 64;
  uint16_t values[block + 1];
  for (int64_t column = 0; column < columns; ++column) {
    uint16_t* const panel = panels + column / panel_columns * panel_columns * whole_depth + column % panel_columns * 2;
    const float* const row = source.from(column).data;
    for (int64_t first = 0; first < depth; first += block) {
      const int64_t count = std::min(block, depth - first);
      convert_to_bf16(row + first, values, count);
      values[count] = 0;
      for (int64_t k = 0; k < count; k += 2) std::memcpy(panel + (first + k) * panel_columns, values + k, 4);
    }
  }
}

void convert_rows_to_bf16(ConstRows values, int64_t rows, int64_t columns, uint16_t* out) {
  assert(has_bf16_products());
  const int64_t depth = bf16_depth(columns);
  for (int64_t row = 0; row < rows; ++row, out += depth) {
    round_row(values.from(row).data, columns, out);
    std::fill(out + columns, out + depth, uint16_t{0});
  }
}

void multiply(const Bf16Product& product) {
  assert(has_bf16_products());
  multiply_amx(product);
}

}  // namespace electra::internal
