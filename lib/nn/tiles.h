// Products C = A B by the tiles of AMX, a block of C at a time: what is made of its sums is made while they are in the
// first-level cache. For the kernels of such CPUs alone.
//
// A has rows of bytes, whatever numbers these are. B lies in panels of 16 columns, [row bytes of A / 4][16][4 bytes],
// as a tile takes it: 16 rows of 64 bytes.
//
// Each row's bits depend on that row and B alone: every element is one sum in one order.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "nn/multiversion.h"

namespace electra::internal {

// A block of C has at most so many rows, and so many columns. Of A there is room for a multiple of the rows.
inline constexpr int64_t block_of_tiles = 32;
constexpr int64_t padded_to_tiles(int64_t rows) {
  return (rows + block_of_tiles - 1) / block_of_tiles * block_of_tiles;
}

#if defined(__x86_64__)

#define ELECTRA_AMX \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma,amx-tile,amx-bf16,amx-int8")))

// What LDTILECFG reads. Tiles 0 to 3 hold sums: of the upper rows those of two panels, then of the lower rows; 4 and 5
// hold rows of A, 6 and 7 a part of two panels.
struct alignas(64) TileShapes {
  TileShapes(int64_t upper_rows, int64_t lower_rows, int64_t step_bytes) {
    const auto shape = [this](int tile, int64_t its_rows, int64_t bytes) {
      rows[tile] = static_cast<uint8_t>(its_rows);
      row_bytes[tile] = static_cast<uint16_t>(bytes);
    };
    for (const int tile : {0, 1}) shape(tile, upper_rows, 64);
    for (const int tile : {2, 3}) shape(tile, lower_rows, 64);
    shape(4, upper_rows, step_bytes);
    shape(5, lower_rows, step_bytes);
    for (const int tile : {6, 7}) shape(tile, step_bytes / 4, 64);
  }

  uint8_t palette = 1;
  uint8_t first_row = 0;
  uint8_t reserved[14] = {};
  uint16_t row_bytes[16] = {};
  uint8_t rows[16] = {};
};
static_assert(sizeof(TileShapes) == 64);

// Adds the products of tiles. The intrinsics take tiles by written numbers alone.
struct Bf16Tiles {
  using Sum = float;
  ELECTRA_AMX ELECTRA_INLINE static void add_upper_left() { _tile_dpbf16ps(0, 4, 6); }
  ELECTRA_AMX ELECTRA_INLINE static void add_upper_right() { _tile_dpbf16ps(1, 4, 7); }
  ELECTRA_AMX ELECTRA_INLINE static void add_lower_left() { _tile_dpbf16ps(2, 5, 6); }
  ELECTRA_AMX ELECTRA_INLINE static void add_lower_right() { _tile_dpbf16ps(3, 5, 7); }
};

struct ByteTiles {  // u8 times s8
  using Sum = int32_t;
  ELECTRA_AMX ELECTRA_INLINE static void add_upper_left() { _tile_dpbusd(0, 4, 6); }
  ELECTRA_AMX ELECTRA_INLINE static void add_upper_right() { _tile_dpbusd(1, 4, 7); }
  ELECTRA_AMX ELECTRA_INLINE static void add_lower_left() { _tile_dpbusd(2, 5, 6); }
  ELECTRA_AMX ELECTRA_INLINE static void add_lower_right() { _tile_dpbusd(3, 5, 7); }
};

// When a block is finished: at once; or while the tiles, which leave the other units of a core idle, multiply for the
// next one.
enum class TileOrder { in_turn, overlapped };

struct TileOperands {
  const std::byte* a = nullptr;  // [padded_to_tiles(rows), row_bytes]
  int64_t rows = 0;
  int64_t row_bytes = 0;  // a multiple of 4, above 0
  const std::byte* panels = nullptr;
  int64_t columns = 0;
  TileOrder order = TileOrder::in_turn;  // overlapped where there is time for it
};

// Of rows of C that begin there: [rows, block_of_tiles].
template <typename Sum>
struct TileSums {
  int64_t row = 0;
  int64_t rows = 0;
  int64_t column = 0;
  const Sum* sums = nullptr;

  TileSums take(int64_t count) {
    const TileSums taken{row, std::min(count, rows), column, sums};
    row += taken.rows;
    rows -= taken.rows;
    sums += taken.rows * block_of_tiles;
    return taken;
  }
};

template <typename Tiles, TileOrder order, typename Finish>
ELECTRA_AMX ELECTRA_INLINE void multiply_blocks(const TileOperands& operands, int64_t step, const Finish& finish) {
  constexpr int64_t panel_columns = 16;
  const int64_t stride = operands.row_bytes;
  const int64_t steps = stride / step;
  // Blocks of one size, each in two halves: a tile takes the time that its rows need.
  const int64_t blocks = padded_to_tiles(operands.rows) / block_of_tiles;
  const int64_t block_rows = (operands.rows + blocks - 1) / blocks;
  const int64_t upper_rows = (block_rows + 1) / 2;
  const TileShapes shapes(upper_rows, std::max<int64_t>(1, block_rows - upper_rows), step);
  asm volatile("" ::: "memory");  // the intrinsic does not tell GCC that it reads all of them
  _tile_loadconfig(&shapes);

  using Sum = typename Tiles::Sum;
  alignas(64) Sum sums[block_of_tiles * block_of_tiles];
  Sum* const lower_sums = sums + upper_rows * block_of_tiles;
  constexpr int64_t sums_stride = block_of_tiles * sizeof(Sum);
  const int64_t finished_rows = (block_rows + steps - 1) / steps;  // in a step: all before the next block is stored
  TileSums<Sum> last = {};
  for (int64_t column = 0; column < operands.columns; column += block_of_tiles) {
    const std::byte* const left = operands.panels + column * stride;
    const bool has_right = operands.columns - column > panel_columns;
    const std::byte* const right = has_right ? left + panel_columns * stride : left;
    for (int64_t row = 0; row < operands.rows; row += block_rows) {
      const std::byte* const upper = operands.a + row * stride;
      const std::byte* const lower = upper + upper_rows * stride;
      _tile_zero(0);
      _tile_zero(1);
      _tile_zero(2);
      _tile_zero(3);
      for (int64_t k = 0; k < stride; k += step) {
        _tile_loadd(6, left + k * panel_columns, 64);
        _tile_loadd(4, upper + k, stride);
        Tiles::add_upper_left();
        _tile_loadd(7, right + k * panel_columns, 64);
        Tiles::add_upper_right();
        _tile_loadd(5, lower + k, stride);
        Tiles::add_lower_left();
        Tiles::add_lower_right();
        if (order == TileOrder::overlapped && last.rows > 0) finish(last.take(finished_rows));
      }
      _tile_stored(0, sums, sums_stride);
      _tile_stored(1, sums + panel_columns, sums_stride);
      _tile_stored(2, lower_sums, sums_stride);
      _tile_stored(3, lower_sums + panel_columns, sums_stride);
      last = {row, std::min(block_rows, operands.rows - row), column, sums};
      if (order == TileOrder::in_turn) finish(last);
    }
  }
  if (order == TileOrder::overlapped) finish(last);
  _tile_release();
}

// Calls finish(TileSums) for all of C, some rows of a block at a time. Sums behind the last column are anything.
template <typename Tiles, typename Finish>
ELECTRA_AMX ELECTRA_INLINE void multiply_by_tiles(const TileOperands& operands, const Finish& finish) {
  if (operands.rows == 0) return;
  // Measured: with shorter rows what is finished in a step keeps the tiles waiting.
  constexpr int64_t long_row = 768;
  // As many bytes of a row at once as there are steps of one size for: all that a tile takes, in layers of usual sizes.
  int64_t step = 64;
  while (operands.row_bytes % step != 0) step -= 4;
  if (operands.order == TileOrder::overlapped && operands.row_bytes >= long_row) {
    multiply_blocks<Tiles, TileOrder::overlapped>(operands, step, finish);
  } else {
    multiply_blocks<Tiles, TileOrder::in_turn>(operands, step, finish);
  }
}

#endif

}  // namespace electra::internal
