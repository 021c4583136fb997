#include "nn/panel_product.h"

#include <algorithm>
#include <limits>

#include "nn/cpu.h"
#include "nn/math.h"
#include "nn/multiversion.h"

namespace electra::internal {
namespace {

// What the kernel is made of for each instruction set. A lane is a vector of the compiler's that is one register: GCC
// does not keep sums in registers that it has to put together itself. rows * lanes sums are as many as fit beside a row
// of B and a factor. A product goes through `depth_block` rows of a panel for all rows of A before it goes on, so that
// they stay in the first-level cache.
#if defined(__x86_64__)
struct Avx512 {
  typedef float Lane __attribute__((vector_size(64), aligned(sizeof(float)), may_alias));
  static constexpr int rows = 6, lanes = 4;
  static constexpr int64_t depth_block = std::numeric_limits<int64_t>::max();  // it serves attention alone
};
struct Avx2 {
  typedef float Lane __attribute__((vector_size(32), aligned(sizeof(float)), may_alias));
  static constexpr int rows = 6, lanes = 2;
  static constexpr int64_t depth_block = 384;
};
struct Avx : Avx2 {};
#endif
struct Portable {
  typedef float Lane __attribute__((vector_size(16), aligned(sizeof(float)), may_alias));
  static constexpr int rows = 3, lanes = 4;
  static constexpr int64_t depth_block = 384;
};

template <typename Kernel>
constexpr int64_t lane_floats = sizeof(typename Kernel::Lane) / sizeof(float);

constexpr int64_t row_block = 128;  // rows of A that a panel serves: they stay in the second-level cache

// A few rows of A and all of C that one strip of B adds to them.
struct Tile {
  ConstRows a;
  int64_t depth = 0;
  const float* b = nullptr;  // [depth, V lanes], rows b_stride apart
  int64_t b_stride = 0;
  Rows c;
  const float* bias = nullptr;  // null for none
  bool adds = false;            // to what C holds
  bool gelu = false;

  Tile from_row(int64_t row) const {
    Tile tile = *this;
    tile.a = a.from(row);
    tile.c = c.from(row);
    return tile;
  }
  Tile from_column(int64_t column) const {
    Tile tile = *this;
    tile.b = b + column;
    tile.c = c.columns(column);
    if (bias != nullptr) tile.bias = bias + column;
    return tile;
  }
};

// c[R, V lanes] = a[R, depth] b[depth, V lanes], all sums in registers.
template <typename Kernel, int R, int V>
ELECTRA_INLINE void multiply_tile(const Tile& tile) {
  using Lane = typename Kernel::Lane;
  Lane sums[R][V] = {};
  if (tile.adds) {
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) {
      const Lane* before = reinterpret_cast<const Lane*>(tile.c.data + r * tile.c.stride);
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) sums[r][v] = before[v];
    }
  }
  // Two pointers reach all rows of A; with one each, or one for all, some would have to be read from memory each time.
  static_assert(R <= 6);
  const int64_t stride = tile.a.stride;
  const float* upper = tile.a.data;
  const float* lower = tile.a.data + (R > 3 ? 3 * stride : 0);
  const float* b = tile.b;
  for (int64_t k = 0; k < tile.depth; ++k, ++upper, ++lower, b += tile.b_stride) {
    const Lane* b_lanes = reinterpret_cast<const Lane*>(b);
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) {
      const float factor = (r < 3 ? upper : lower)[r % 3 * stride];
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) sums[r][v] += factor * b_lanes[v];
    }
  }
  if (tile.bias != nullptr) {
    const Lane* bias = reinterpret_cast<const Lane*>(tile.bias);
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) {
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) sums[r][v] += bias[v];
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r) {
    Lane* out = reinterpret_cast<Lane*>(tile.c.data + r * tile.c.stride);
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) out[v] = sums[r][v];
  }
}

template <typename Kernel, int V>
ELECTRA_INLINE void multiply_rows(const Tile& tile, int64_t rows) {
  switch (rows) {
    case 6:
      return multiply_tile<Kernel, std::min(6, Kernel::rows), V>(tile);
    case 5:
      return multiply_tile<Kernel, std::min(5, Kernel::rows), V>(tile);
    case 4:
      return multiply_tile<Kernel, std::min(4, Kernel::rows), V>(tile);
    case 3:
      return multiply_tile<Kernel, 3, V>(tile);
    case 2:
      return multiply_tile<Kernel, 2, V>(tile);
    default:
      return multiply_tile<Kernel, 1, V>(tile);
  }
}

template <typename Kernel, int V>
ELECTRA_INLINE void finish_rows(const Tile& tile, int64_t rows) {
  if (!tile.gelu) return;
  for (int64_t row = 0; row < rows; ++row) {
    float* values = tile.c.from(row).data;
#pragma omp simd
    for (int64_t i = 0; i < V * lane_floats<Kernel>; ++i) values[i] = gelu_approx(values[i]);
  }
}

// The rows of C in a strip of B: in tiles of one size or two, because a lone row in the last one would cost as much as
// several. `columns` of each are written.
template <typename Kernel, int V>
ELECTRA_INLINE void multiply_strip(const Tile& strip, int64_t rows, int64_t columns) {
  constexpr int64_t width = V * lane_floats<Kernel>;
  float edge[Kernel::rows * width];
  int64_t tiles = (rows + Kernel::rows - 1) / Kernel::rows;
  for (int64_t row = 0, count = 0; row < rows; row += count, --tiles) {
    count = (rows - row + tiles - 1) / tiles;
    Tile tile = strip.from_row(row);
    if (columns >= width) {
      multiply_rows<Kernel, V>(tile, count);
      finish_rows<Kernel, V>(tile, count);
      continue;
    }
    const Rows narrow = tile.c;
    tile.c = {edge, width};
    for (int64_t r = 0; tile.adds && r < count; ++r) std::copy_n(narrow.from(r).data, columns, tile.c.from(r).data);
    multiply_rows<Kernel, V>(tile, count);
    finish_rows<Kernel, V>(tile, count);
    for (int64_t r = 0; r < count; ++r) std::copy_n(tile.c.from(r).data, columns, narrow.from(r).data);
  }
}

template <typename Kernel>
ELECTRA_INLINE void multiply_panels(const PanelProduct& product, const Tile& rows_of_c, int64_t rows,
                                    int64_t first_depth) {
  constexpr int64_t panel_floats = Kernel::lanes * lane_floats<Kernel>;
  const int64_t padded = padded_columns(product.columns);
  for (int64_t first = 0; first < padded; first += panel_floats) {
    const int64_t width = std::min(panel_floats, padded - first);
    Tile strip = rows_of_c.from_column(first);
    strip.b = product.panels + first * product.depth + first_depth * width;
    strip.b_stride = width;
    const int64_t columns = product.columns - first;
    if (width == panel_floats) {
      multiply_strip<Kernel, Kernel::lanes>(strip, rows, columns);
      continue;
    }
    for (int64_t column = 0; column < width; column += lane_width) {
      multiply_strip<Kernel, lane_width / lane_floats<Kernel>>(strip.from_column(column), rows, columns - column);
    }
  }
}

template <typename Kernel>
ELECTRA_INLINE void multiply_blocks(const PanelProduct& product) {
  for (int64_t row = 0; row < product.rows; row += row_block) {
    for (int64_t k = 0; k < product.depth;) {
      const int64_t count = std::min(Kernel::depth_block, product.depth - k);
      const bool last = k + count == product.depth;
      Tile tile;
      tile.a = product.a.from(row).columns(k);
      tile.depth = count;
      tile.c = product.c.from(row);
      tile.bias = last ? product.bias : nullptr;
      tile.adds = k > 0 || product.epilogue == Epilogue::add;
      tile.gelu = last && product.epilogue == Epilogue::gelu;
      multiply_panels<Kernel>(product, tile, std::min(row_block, product.rows - row), k);
      k += count;
    }
  }
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512vl,fma"))) void multiply_avx512(const PanelProduct& product) {
  multiply_blocks<Avx512>(product);
}
__attribute__((target("avx2,fma"))) void multiply_avx2(const PanelProduct& product) { multiply_blocks<Avx2>(product); }
__attribute__((target("avx"))) void multiply_avx(const PanelProduct& product) { multiply_blocks<Avx>(product); }
#endif
void multiply_portable(const PanelProduct& product) { multiply_blocks<Portable>(product); }

struct Choice {
  void (*multiply)(const PanelProduct&);
  int64_t panel_width;
};

template <typename Kernel>
constexpr Choice choice(void (*multiply)(const PanelProduct&)) {
  return {multiply, Kernel::lanes * lane_floats<Kernel>};
}

Choice choose() {
  switch (products_isa()) {
#if defined(__x86_64__)
    case Isa::avx512:
      return choice<Avx512>(multiply_avx512);
    case Isa::avx2:
      return choice<Avx2>(multiply_avx2);
    case Isa::avx:
      return choice<Avx>(multiply_avx);
#endif
    default:
      return choice<Portable>(multiply_portable);
  }
}

const Choice& chosen() {
  static const Choice choice = choose();
  return choice;
}

}  // namespace

int64_t panel_width() { return chosen().panel_width; }

void pack_panels(ConstRows source, int64_t depth, int64_t columns, float* panels) {
  const int64_t padded = padded_columns(columns);
  for (int64_t first = 0; first < padded; first += panel_width()) {
    const int64_t width = std::min(panel_width(), padded - first);
    const int64_t used = std::min(width, columns - first);
    for (int64_t k = 0; k < depth; ++k, panels += width) {
      std::copy_n(source.data + k * source.stride + first, used, panels);
      std::fill(panels + used, panels + width, 0.0F);
    }
  }
}

void pack_panels_transposed(ConstRows source, int64_t columns, int64_t depth, float* panels) {
  const int64_t padded = padded_columns(columns);
  for (int64_t first = 0; first < padded; first += panel_width()) {
    const int64_t width = std::min(panel_width(), padded - first);
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
    panels += width * depth;
  }
}

void multiply(const PanelProduct& product) { chosen().multiply(product); }

}  // namespace electra::internal
