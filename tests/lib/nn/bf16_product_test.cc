#include "nn/bf16_product.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>

#include "lib/nn/guarded.h"
#include "lib/nn/layer_case.h"
#include "nn/bf16.h"
#include "nn/panel_product.h"

namespace electra {

using namespace internal;

namespace {

constexpr int64_t extra = 3;  // floats between the end of a row of B and the next

float rounded(float value) {
  float result = 0.0F;
  round_to_bf16(&value, &result, 1);
  return result;
}

float bf16_value(uint16_t bits) { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16U); }

// What stands in row k and a column of B, out of its panels.
float packed_value(const std::vector<uint16_t>& panels, int64_t depth, int64_t k, int64_t column) {
  const int64_t panel = column / 16 * 16 * bf16_depth(depth);
  return bf16_value(panels[static_cast<size_t>(panel + k / 2 * 32 + column % 16 * 2 + k % 2)]);
}

struct Sizes {
  int64_t depth, columns;
};
constexpr Sizes several_sizes[] = {{1, 1},   {2, 16},  {3, 17},  {31, 15},   {32, 32},  {33, 63},  {64, 64},
                                   {65, 65}, {64, 80}, {100, 9}, {130, 150}, {384, 64}, {512, 65}, {480, 40}};

std::vector<uint16_t> room_for_panels(const Sizes& sizes) {
  return std::vector<uint16_t>(static_cast<size_t>(bf16_depth(sizes.depth) * padded_columns(sizes.columns)), 0x7FC0);
}

TEST_CASE("numbers are rounded to the nearest bf16, ties to even") {
  CHECK(rounded(1.0F) == 1.0F);
  CHECK(rounded(1.0F + 0x1p-8F) == 1.0F);              // a tie
  CHECK(rounded(1.0F + 0x1.8p-7F) == 1.0F + 0x1p-6F);  // a tie
  CHECK(rounded(1.0F + 0x1.01p-8F) == 1.0F + 0x1p-7F);
  CHECK(rounded(-1.0F - 0x1.8p-8F) == -1.0F - 0x1p-7F);
  CHECK(std::isnan(rounded(std::bit_cast<float>(0x7F800001U))));
  CHECK(std::isinf(rounded(HUGE_VALF)));
  for (const float value : random_floats(1000, 31)) {
    uint16_t bits = 0;
    convert_to_bf16(&value, &bits, 1);
    CHECK(bf16_value(bits) == rounded(value));
    CHECK(std::abs(rounded(value) - value) <= std::ldexp(std::abs(value), -8));
  }
}

TEST_CASE("panels of pairs hold every number, and zeros where there is none") {
  for (const Sizes& sizes : several_sizes) {
    CAPTURE(sizes.depth);
    CAPTURE(sizes.columns);
    for (const bool transposed : {false, true}) {
      const int64_t stride = (transposed ? sizes.depth : sizes.columns) + extra;
      const std::vector<float> b = random_floats((transposed ? sizes.columns : sizes.depth) * stride, 32);
      std::vector<uint16_t> panels = room_for_panels(sizes);
      transposed ? pack_bf16_panels_transposed({b.data(), stride}, sizes.columns, sizes.depth, panels.data())
                 : pack_bf16_panels({b.data(), stride}, sizes.depth, sizes.columns, panels.data());
      int64_t wrong = 0;
      for (int64_t k = 0; k < bf16_depth(sizes.depth); ++k) {
        for (int64_t column = 0; column < padded_columns(sizes.columns); ++column) {
          const bool is_there = k < sizes.depth && column < sizes.columns;
          const int64_t place = transposed ? column * stride + k : k * stride + column;
          const float expected = is_there ? rounded(b[static_cast<size_t>(place)]) : 0.0F;
          wrong += packed_value(panels, sizes.depth, k, column) != expected;
        }
      }
      CHECK(wrong == 0);
    }
  }
}

// Values, with a gap behind their rows, rounded; the memory had other numbers before.
std::vector<uint16_t> rounded_rows(const std::vector<float>& values, int64_t rows, int64_t columns) {
  std::vector<uint16_t> out(static_cast<size_t>(padded_to_tiles(rows) * bf16_depth(columns)), 0x7FC0);
  convert_rows_to_bf16({values.data(), columns + extra}, rows, columns, out.data());
  return out;
}

TEST_CASE("rows for tiles are rounded as any, with zeros behind them" * doctest::skip(!has_bf16_products())) {
  for (const int64_t columns : {1, 31, 32, 65, 100}) {
    CAPTURE(columns);
    constexpr int64_t rows = 3;
    std::vector<float> values = random_floats(rows * (columns + extra), 33);
    values[0] = -0.0F;
    values[static_cast<size_t>(columns / 2)] = std::bit_cast<float>(0x7F800001U);
    values[static_cast<size_t>(columns + extra)] = -HUGE_VALF;
    const std::vector<uint16_t> out = rounded_rows(values, rows, columns);
    int64_t wrong = 0;
    for (int64_t row = 0; row < rows; ++row) {
      for (int64_t k = 0; k < bf16_depth(columns); ++k) {
        const float value = k < columns ? values[static_cast<size_t>(row * (columns + extra) + k)] : 0.0F;
        uint16_t expected = 0;
        convert_to_bf16(&value, &expected, 1);
        wrong += out[static_cast<size_t>(row * bf16_depth(columns) + k)] != expected;
      }
    }
    CHECK(wrong == 0);
  }
}

// C = epilogue(A B + bias), with a gap behind its rows.
void check_product(const Sizes& sizes, int64_t rows, Epilogue epilogue, bool has_bias) {
  const int64_t depth = bf16_depth(sizes.depth);
  const Guarded a(rounded_rows(random_floats(rows * (sizes.depth + extra), 33), rows, sizes.depth));
  const std::vector<float> b = random_floats(sizes.depth * sizes.columns, 34);
  std::vector<uint16_t> panels = room_for_panels(sizes);
  pack_bf16_panels({b.data(), sizes.columns}, sizes.depth, sizes.columns, panels.data());
  const Guarded guarded_panels(panels);
  const Guarded bias(random_floats(sizes.columns, 35));
  const int64_t stride = sizes.columns + extra;
  std::vector<float> c(static_cast<size_t>((rows + 1) * stride), 1.0F);
  multiply(Bf16Product{a.data(),
                       rows,
                       sizes.depth,
                       guarded_panels.data(),
                       sizes.columns,
                       {c.data(), stride},
                       has_bias ? bias.data() : nullptr,
                       epilogue});
  std::vector<Bounded> expected;
  for (int64_t row = 0; row <= rows; ++row) {
    for (int64_t column = 0; column < stride; ++column) {
      if (row == rows || column >= sizes.columns) {
        expected.push_back({1.0, 0.0});
        continue;
      }
      double sum = has_bias ? bias.data()[column] : 0.0;
      double magnitude = std::abs(sum);
      for (int64_t k = 0; k < sizes.depth; ++k) {
        const double term =
            double{bf16_value(a.data()[row * depth + k])} * packed_value(panels, sizes.depth, k, column);
        sum += term;
        magnitude += std::abs(term);
      }
      expected.push_back(finish(sum, static_cast<double>(sizes.depth + 2) * float_epsilon * magnitude, epilogue));
    }
  }
  CHECK(first_difference(c, expected) == "");
}

TEST_CASE("products by tiles are those of the rounded numbers" * doctest::skip(!has_bf16_products())) {
  for (const Sizes& sizes : several_sizes) {
    CAPTURE(sizes.depth);
    CAPTURE(sizes.columns);
    for (const int64_t rows : {1, 2, 15, 17, 33, 64, 97}) {
      CAPTURE(rows);
      check_product(sizes, rows, Epilogue::none, false);
      for (const Epilogue epilogue : epilogues) {
        CAPTURE(static_cast<int>(epilogue));
        check_product(sizes, rows, epilogue, true);
      }
    }
  }
}

}  // namespace
}  // namespace electra
