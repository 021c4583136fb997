#include "nn/bf16_product.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <cassert>
#include <cstring>

#include "nn/bf16.h"
#include "nn/cpu.h"
#include "nn/panel_product.h"

namespace electra::internal {
namespace {

constexpr int64_t panel_columns = lane_width;
constexpr int64_t panels_at_once = 4;

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

#define ELECTRA_AMX __attribute__((target("avx512f,amx-tile,amx-bf16")))

// What LDTILECFG reads: eight tiles of 16 rows of 64 bytes.
struct alignas(64) TileShapes {
  uint8_t palette = 1;
  uint8_t first_row = 0;
  uint8_t reserved[14] = {};
  uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
static_assert(sizeof(TileShapes) == 64);

// c[16, 4 panels] in tiles 0 to 3. The intrinsics take tiles by numbers alone.
ELECTRA_AMX ELECTRA_INLINE void multiply_tiles(const uint16_t* a, int64_t depth, const uint16_t* panels, Rows c) {
  constexpr int row_bytes = 64;
  const int64_t panel_size = depth * panel_columns;
  const auto a_stride = static_cast<int64_t>(depth * sizeof(uint16_t));
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (int64_t k = 0; k < depth; k += 32) {
    const uint16_t* const b = panels + k * panel_columns;
    _tile_loadd(4, a + k, a_stride);
    _tile_loadd(5, b, row_bytes);
    _tile_dpbf16ps(0, 4, 5);
    _tile_loadd(6, b + panel_size, row_bytes);
    _tile_dpbf16ps(1, 4, 6);
    _tile_loadd(7, b + 2 * panel_size, row_bytes);
    _tile_dpbf16ps(2, 4, 7);
    _tile_loadd(5, b + 3 * panel_size, row_bytes);
    _tile_dpbf16ps(3, 4, 5);
  }
  const auto c_stride = static_cast<int64_t>(c.stride * static_cast<int64_t>(sizeof(float)));
  _tile_stored(0, c.data, c_stride);
  _tile_stored(1, c.data + panel_columns, c_stride);
  _tile_stored(2, c.data + 2 * panel_columns, c_stride);
  _tile_stored(3, c.data + 3 * panel_columns, c_stride);
}

// c[16, 1 panel].
ELECTRA_AMX ELECTRA_INLINE void multiply_tile(const uint16_t* a, int64_t depth, const uint16_t* panel, Rows c) {
  constexpr int row_bytes = 64;
  const auto a_stride = static_cast<int64_t>(depth * sizeof(uint16_t));
  _tile_zero(0);
  for (int64_t k = 0; k < depth; k += 32) {
    _tile_loadd(4, a + k, a_stride);
    _tile_loadd(5, panel + k * panel_columns, row_bytes);
    _tile_dpbf16ps(0, 4, 5);
  }
  _tile_stored(0, c.data, static_cast<int64_t>(c.stride * static_cast<int64_t>(sizeof(float))));
}

ELECTRA_AMX
void multiply_amx(const Bf16Product& product) {
  static constexpr TileShapes shapes;
  _tile_loadconfig(&shapes);
  const int64_t depth = bf16_depth(product.depth);
  for (int64_t column = 0; column < product.columns;) {
    const bool several = product.columns - column > (panels_at_once - 1) * panel_columns;
    const uint16_t* const panels = product.panels + column * depth;
    for (int64_t row = 0; row < product.rows; row += bf16_rows) {
      const uint16_t* const a = product.a + row * depth;
      const Rows c = product.c.from(row).columns(column);
      several ? multiply_tiles(a, depth, panels, c) : multiply_tile(a, depth, panels, c);
    }
    column += (several ? panels_at_once : 1) * panel_columns;
  }
  _tile_release();
}

#else

void multiply_amx(const Bf16Product&) {}  // not called: has_bf16_products() knows no other CPU that has them

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

void multiply(const Bf16Product& product) {
  assert(has_bf16_products());
  multiply_amx(product);
}

}  // namespace electra::internal
