#include "nn/panel_product.h"

#include <algorithm>

#include "nn/multiversion.h"

namespace electra::internal {
namespace {

// One lane: a vector of the compiler's, which it maps to one AVX-512 register or to two or four smaller ones. Named
// vectors, because the compiler does not keep a two-dimensional array of sums in registers.
typedef float Lane __attribute__((vector_size(lane_width * sizeof(float)), aligned(sizeof(float)), may_alias));

// c[R, V lanes] = a[R, depth] b[depth, V lanes], all sums in registers.
template <int R, int V>
ELECTRA_INLINE void multiply_tile(ConstRows a, int64_t depth, const float* b, int64_t b_stride, Rows c) {
  Lane sums[R][V] = {};
  for (int64_t k = 0; k < depth; ++k, b += b_stride) {
    const Lane* b_lanes = reinterpret_cast<const Lane*>(b);
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) {
      const float factor = a.data[r * a.stride + k];
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) sums[r][v] += factor * b_lanes[v];
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r) {
    Lane* out = reinterpret_cast<Lane*>(c.data + r * c.stride);
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) out[v] = sums[r][v];
  }
}

constexpr int tile_rows = 6;

template <int V>
ELECTRA_INLINE void multiply_columns(ConstRows a, int64_t rows, int64_t depth, const float* b, int64_t b_stride,
                                     Rows c) {
  int64_t row = 0;
  for (; row + tile_rows <= rows; row += tile_rows) {
    multiply_tile<tile_rows, V>(a.from(row), depth, b, b_stride, c.from(row));
  }
  switch (rows - row) {
    case 5:
      return multiply_tile<5, V>(a.from(row), depth, b, b_stride, c.from(row));
    case 4:
      return multiply_tile<4, V>(a.from(row), depth, b, b_stride, c.from(row));
    case 3:
      return multiply_tile<3, V>(a.from(row), depth, b, b_stride, c.from(row));
    case 2:
      return multiply_tile<2, V>(a.from(row), depth, b, b_stride, c.from(row));
    case 1:
      return multiply_tile<1, V>(a.from(row), depth, b, b_stride, c.from(row));
    default:
      return;
  }
}

// Calls multiply_columns for strips of up to W lanes: as many as fill the registers together with tile_rows.
template <int W>
ELECTRA_INLINE void multiply_strips(ConstRows a, int64_t rows, int64_t depth, const float* panels, int64_t columns,
                                    Rows c) {
  for (int64_t first = 0; first < columns; first += panel_width) {
    const float* panel = panels + first * depth;
    const int64_t width = std::min(panel_width, columns - first);
    int64_t column = 0;
    for (; column + W * lane_width <= width; column += W * lane_width) {
      multiply_columns<W>(a, rows, depth, panel + column, width, c.columns(first + column));
    }
    for (; column < width; column += lane_width) {
      multiply_columns<1>(a, rows, depth, panel + column, width, c.columns(first + column));
    }
  }
}

#if defined(__x86_64__)
// 6 rows of 4 lanes are 24 of the 32 registers of AVX-512; 6 rows of one lane are 12 of the 16 of AVX2.
__attribute__((target("avx512f,avx512vl,fma"))) void multiply_avx512(ConstRows a, int64_t rows, int64_t depth,
                                                                     const float* panels, int64_t columns, Rows c) {
  multiply_strips<4>(a, rows, depth, panels, columns, c);
}
__attribute__((target("avx2,fma"))) void multiply_avx2(ConstRows a, int64_t rows, int64_t depth, const float* panels,
                                                       int64_t columns, Rows c) {
  multiply_strips<1>(a, rows, depth, panels, columns, c);
}
#endif

void multiply_portable(ConstRows a, int64_t rows, int64_t depth, const float* panels, int64_t columns, Rows c) {
  multiply_strips<1>(a, rows, depth, panels, columns, c);
}

using Multiply = decltype(&multiply_portable);

Multiply best_multiply() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return multiply_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return multiply_avx2;
#endif
  return multiply_portable;
}

}  // namespace

void pack_panels(ConstRows source, int64_t depth, int64_t columns, float* panels) {
  const int64_t padded = padded_columns(columns);
  for (int64_t first = 0; first < padded; first += panel_width) {
    const int64_t width = std::min(panel_width, padded - first);
    const int64_t used = std::min(width, columns - first);
    for (int64_t k = 0; k < depth; ++k, panels += width) {
      std::copy_n(source.data + k * source.stride + first, used, panels);
      std::fill(panels + used, panels + width, 0.0F);
    }
  }
}

void pack_panels_transposed(ConstRows source, int64_t columns, int64_t depth, float* panels) {
  const int64_t padded = padded_columns(columns);
  for (int64_t first = 0; first < padded; first += panel_width, panels += panel_width * depth) {
    const int64_t width = std::min(panel_width, padded - first);
    const int64_t used = std::min(width, columns - first);
    // Squares of a cache line's size, so that both sides stay in the first-level cache.
    for (int64_t corner = 0; corner < depth; corner += lane_width) {
      const int64_t end = std::min(corner + lane_width, depth);
      for (int64_t column = 0; column < used; ++column) {
        const float* row = source.data + (first + column) * source.stride;
        for (int64_t k = corner; k < end; ++k) panels[k * width + column] = row[k];
      }
    }
    for (int64_t k = 0; k < depth; ++k) std::fill(panels + k * width + used, panels + (k + 1) * width, 0.0F);
  }
}

void multiply_panels(ConstRows a, int64_t rows, int64_t depth, const float* panels, int64_t columns, Rows c) {
  static const Multiply multiply = best_multiply();
  multiply(a, rows, depth, panels, padded_columns(columns), c);
}

}  // namespace electra::internal
