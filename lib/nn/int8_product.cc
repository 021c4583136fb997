#include "nn/int8_product.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "nn/cpu.h"
#include "nn/finish_row.h"
#include "nn/multiversion.h"
#include "nn/tiles.h"

namespace electra::internal {
namespace {

constexpr int64_t panel_columns = panel_rows;  // of the product: a row of a weight makes a column
static_assert(block_of_tiles == 2 * panel_columns);
constexpr int64_t tile_rows = 4;

// Sums of a row, each with its column's.
ELECTRA_INLINE void finish_int8_row(const int32_t* sums, RowScale row, const ColumnScales& columns, int64_t count,
                                    float* dst, Epilogue epilogue) {
  finish_row(epilogue, count, dst, [&](int64_t i) {
    return static_cast<float>(sums[i] - row.zero * columns.sums[i]) * (row.scale * columns.scales[i]) + columns.bias[i];
  });
}

// Those of a block of C that begins there, [rows, width].
template <int64_t width>
ELECTRA_INLINE void finish_block(const Int8Product& product, int64_t first_row, int64_t rows, int64_t first_column,
                                 const int32_t* sums) {
  const ColumnScales columns = product.columns.from(first_column);
  const int64_t count = std::min(width, product.out - first_column);
  for (int64_t row = first_row; row < first_row + rows; ++row, sums += width) {
    float* const dst = product.dst.from(row).data + first_column;
    if (count == width) {  // a number that the compiler knows
      finish_int8_row(sums, product.row_scales[row], columns, width, dst, product.epilogue);
    } else {
      finish_int8_row(sums, product.row_scales[row], columns, count, dst, product.epilogue);
    }
  }
}

// sums[R, 16] = values[R, 4 quads] panel[4 quads, 16]
struct Portable {
  template <int R>
  static ELECTRA_INLINE void sum(const uint8_t* values, int64_t stride, const int8_t* panel, int64_t quads,
                                 int32_t* sums) {
    std::fill_n(sums, R * panel_columns, 0);
    for (int64_t k = 0; k < 4 * quads; k += 4, panel += 4 * panel_columns) {
      for (int r = 0; r < R; ++r) {
        for (int64_t column = 0; column < panel_columns; ++column) {
          int32_t& sum = sums[r * panel_columns + column];
          for (int64_t i = 0; i < 4; ++i) sum += values[r * stride + k + i] * panel[4 * column + i];
        }
      }
    }
  }
};

#if defined(__x86_64__)
// The compiler has no vector code of its own for sums of products of bytes. Not inlined: a function for another
// instruction set than its caller's cannot be.
struct Avx2 {
  template <int R>
  __attribute__((target("avx2"))) static void sum(const uint8_t* values, int64_t stride, const int8_t* panel,
                                                  int64_t quads, int32_t* out) {
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i sums[R][2] = {};
    for (int64_t k = 0; k < quads; ++k, values += 4, panel += 64) {
      const __m256i left = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(panel));
      const __m256i right = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(panel + 32));
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r) {
        int32_t four;
        std::memcpy(&four, values + r * stride, sizeof four);
        const __m256i row = _mm256_set1_epi32(four);
        sums[r][0] = _mm256_add_epi32(sums[r][0], _mm256_madd_epi16(_mm256_maddubs_epi16(row, left), ones));
        sums[r][1] = _mm256_add_epi32(sums[r][1], _mm256_madd_epi16(_mm256_maddubs_epi16(row, right), ones));
      }
    }
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + r * panel_columns), sums[r][0]);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + r * panel_columns + 8), sums[r][1]);
    }
  }
};
#endif

template <typename Kernel>
ELECTRA_INLINE void multiply_tile(const Int8Product& product, int64_t first_row, int64_t rows, int64_t first_column) {
  alignas(64) int32_t sums[tile_rows * panel_columns];
  const int64_t depth = padded_depth(product.in);
  const uint8_t* const values = product.values + first_row * depth;
  const int8_t* const panel = product.panels + first_column * depth;
  switch (rows) {
    case 4:
      Kernel::template sum<4>(values, depth, panel, depth / 4, sums);
      break;
    case 3:
      Kernel::template sum<3>(values, depth, panel, depth / 4, sums);
      break;
    case 2:
      Kernel::template sum<2>(values, depth, panel, depth / 4, sums);
      break;
    default:
      Kernel::template sum<1>(values, depth, panel, depth / 4, sums);
  }
  finish_block<panel_columns>(product, first_row, rows, first_column, sums);
}

template <typename Kernel>
ELECTRA_INLINE void multiply_panels(const Int8Product& product) {
  for (int64_t column = 0; column < product.out; column += panel_columns) {
    int64_t tiles = (product.rows + tile_rows - 1) / tile_rows;
    for (int64_t row = 0, count = 0; row < product.rows; row += count, --tiles) {
      count = (product.rows - row + tiles - 1) / tiles;
      multiply_tile<Kernel>(product, row, count, column);
    }
  }
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void multiply_avx2(const Int8Product& product) { multiply_panels<Avx2>(product); }

struct FinishTiles {
  const Int8Product& product;

  ELECTRA_INLINE void operator()(TileSums<int32_t> block) const {
    finish_block<block_of_tiles>(product, block.row, block.rows, block.column, block.sums);
  }
};

ELECTRA_AMX
void multiply_amx(const Int8Product& product) {
  multiply_by_tiles<ByteTiles>({.a = reinterpret_cast<const std::byte*>(product.values),
                                .rows = product.rows,
                                .row_bytes = padded_depth(product.in),
                                .panels = reinterpret_cast<const std::byte*>(product.panels),
                                .columns = product.out,
                                .order = TileOrder::overlapped},
                               FinishTiles{product});
}
#endif
void multiply_portable(const Int8Product& product) { multiply_panels<Portable>(product); }

ELECTRA_MULTIVERSION
RowScale quantise_row(const float* x, int64_t columns, int32_t levels, uint8_t* values) {
  float low = 0.0F;
  float high = 0.0F;
  float faults = 0.0F;  // NaN with one value that is none or infinite
#pragma omp simd reduction(min : low) reduction(max : high) reduction(+ : faults)
  for (int64_t i = 0; i < columns; ++i) {
    low = x[i] < low ? x[i] : low;
    high = x[i] > high ? x[i] : high;
    faults += x[i] - x[i];
  }
  constexpr float smallest = 1e-36F;  // whose inverse times the levels is still finite
  const float range = high - low;
  if (!(range > smallest) || !(range + faults <= std::numeric_limits<float>::max())) {
    std::fill_n(values, columns, uint8_t{0});
    return {range + faults <= smallest ? 0.0F : std::numeric_limits<float>::quiet_NaN(), 0};
  }
  const auto most = static_cast<float>(levels);
  const float inverse = most / range;
  const float zero = std::nearbyint(-low * inverse);
  constexpr float round_magic = 8388608.0F;  // 2^23: adding it leaves the nearest integer in the low bits
  // In two loops: the compiler makes one that ends in bytes of its smallest vectors.
  constexpr int64_t block = 64;
  uint32_t rounded[block];
  for (int64_t first = 0; first < columns; first += block) {
    const int64_t count = std::min(block, columns - first);
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) {
      float level = x[first + i] * inverse + zero;
      level = level < 0.0F ? 0.0F : level;
      level = level > most ? most : level;
      rounded[i] = std::bit_cast<uint32_t>(level + round_magic);
    }
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) values[first + i] = static_cast<uint8_t>(rounded[i]);
  }
  return {range / most, static_cast<int32_t>(zero)};
}

ELECTRA_MULTIVERSION
void finish_rows(const int32_t* sums, const RowScale* row_scales, const ColumnScales& columns, int64_t rows,
                 int64_t count, Rows dst, Epilogue epilogue) {
  for (int64_t row = 0; row < rows; ++row) {
    finish_int8_row(sums + row * count, row_scales[row], columns, count, dst.from(row).data, epilogue);
  }
}

// Of every pair of neighbours the sum of what is positive, or of what is negative, whichever is larger.
ELECTRA_MULTIVERSION
void add_up_pairs(const int8_t* pairs, int64_t count, uint8_t* sums) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    int16_t both;
    std::memcpy(&both, pairs + 2 * i, sizeof both);
    const auto low = static_cast<int16_t>(static_cast<int8_t>(both));
    const auto high = static_cast<int16_t>(both >> 8);
    const auto above = static_cast<int16_t>((low > 0 ? low : 0) + (high > 0 ? high : 0));
    const auto below = static_cast<int16_t>((low < 0 ? -low : 0) + (high < 0 ? -high : 0));
    sums[i] = static_cast<uint8_t>(above > below ? above : below);
  }
}

void count_pairs(const int8_t* pairs, int64_t count, std::array<int64_t, 256>& counts) {
  constexpr int64_t block = 4096;
  uint8_t sums[block];
  int64_t tables[4][256] = {};  // one would wait for itself where the same sum comes again
  for (; count > 0; count -= block, pairs += 2 * block) {
    const int64_t here = std::min(block, count);
    add_up_pairs(pairs, here, sums);
    for (int64_t i = 0; i < here; ++i) ++tables[i % 4][sums[i]];
  }
  for (const auto& table : tables) {
    for (size_t i = 0; i < counts.size(); ++i) counts[i] += table[i];
  }
}

ELECTRA_MULTIVERSION
void add_up_panel(const int8_t* panel, int64_t in, int32_t* sums) {
  std::fill_n(sums, panel_columns, 0);
  for (int64_t k = 0; k < padded_depth(in); k += panel_values, panel += panel_values * panel_columns) {
    for (int64_t column = 0; column < panel_columns; ++column) {
      int32_t four;
      std::memcpy(&four, panel + panel_values * column, sizeof four);
      sums[column] += static_cast<int8_t>(four) + static_cast<int8_t>(four >> 8) + static_cast<int8_t>(four >> 16) +
                      static_cast<int8_t>(four >> 24);
    }
  }
}

bool saturates() {
  const Isa isa = products_isa();
  return isa == Isa::avx2 || (isa == Isa::avx512 && !products_features().vnni);
}

}  // namespace

void quantise_to_levels(const float* x, int64_t rows, int64_t columns, int32_t levels, uint8_t* values, int64_t stride,
                        RowScale* scales) {
  for (int64_t row = 0; row < rows; ++row, x += columns, values += stride) {
    scales[row] = quantise_row(x, columns, levels, values);
    std::fill(values + columns, values + stride, uint8_t{0});
  }
}

void add_up_columns(const int8_t* panel, int64_t in, int32_t* sums) { add_up_panel(panel, in, sums); }

int32_t row_levels(std::span<const int8_t* const> parts, int64_t out_each, int64_t in) {
  constexpr int32_t most_levels = 255;
  constexpr int32_t most_sum = std::numeric_limits<int16_t>::max();
  constexpr int64_t pairs_of_one_exception = 200;
  if (!saturates()) return most_levels;
  // How many pairs of neighbours have a sum of one sign as large as this: a row's values have none.
  std::array<int64_t, 256> counts = {};
  const auto bytes = static_cast<int64_t>(int8_panel_bytes(out_each, in));
  for (const int8_t* const panels : parts) count_pairs(panels, bytes / 2, counts);
  int64_t exceptions = std::ssize(parts) * out_each * (in / 2) / pairs_of_one_exception;
  int32_t largest = 2 * int8_limit;
  while (largest > int8_limit && counts[static_cast<size_t>(largest)] <= exceptions) {
    exceptions -= counts[static_cast<size_t>(largest)];
    --largest;
  }
  return std::min(most_levels, most_sum / largest);
}

void finish_sums(const int32_t* sums, const RowScale* row_scales, const ColumnScales& columns, int64_t rows,
                 int64_t count, Rows dst, Epilogue epilogue) {
  finish_rows(sums, row_scales, columns, rows, count, dst, epilogue);
}

void multiply(const Int8Product& product) {
#if defined(__x86_64__)
  if (products_features().amx) return multiply_amx(product);
  if (products_isa() == Isa::avx2) return multiply_avx2(product);
#endif
  multiply_portable(product);
}

}  // namespace electra::internal
