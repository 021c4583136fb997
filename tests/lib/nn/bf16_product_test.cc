#include "nn/bf16_product.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <numbers>

#include "lib/nn/compare.h"
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
constexpr Sizes several_sizes[] = {{1, 1},   {2, 16},  {3, 17},  {31, 15}, {32, 32},   {33, 63},
                                   {64, 64}, {65, 65}, {64, 80}, {100, 9}, {130, 150}, {384, 64}};

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

// C = epilogue(A B + bias), which overwrites what C had or adds to it; with a gap behind its rows.
void check_product(const Sizes& sizes, int64_t rows, Epilogue epilogue, bool has_bias) {
  const int64_t depth = bf16_depth(sizes.depth);
  std::vector<uint16_t> a(static_cast<size_t>(padded_to_tiles(rows) * depth));
  const std::vector<float> a_values = random_floats(rows * sizes.depth, 33);
  convert_rows_to_bf16({a_values.data(), sizes.depth}, rows, sizes.depth, a.data());
  const std::vector<float> b = random_floats(sizes.depth * sizes.columns, 34);
  std::vector<uint16_t> panels = room_for_panels(sizes);
  pack_bf16_panels({b.data(), sizes.columns}, sizes.depth, sizes.columns, panels.data());
  const std::vector<float> bias = random_floats(sizes.columns, 35);
  const int64_t stride = sizes.columns + extra;
  constexpr float before = 77.0F;
  std::vector<float> c(static_cast<size_t>((rows + 1) * stride), before);
  multiply(Bf16Product{a.data(),
                       rows,
                       sizes.depth,
                       panels.data(),
                       sizes.columns,
                       {c.data(), stride},
                       has_bias ? bias.data() : nullptr,
                       epilogue});
  int64_t wrong = 0;
  for (int64_t i = 0; i < std::ssize(c); ++i) {
    const int64_t row = i / stride;
    const int64_t column = i % stride;
    double sum = 0.0;
    double magnitude = 0.0;
    if (row == rows || column >= sizes.columns) {
      wrong += c[static_cast<size_t>(i)] != before;
      continue;
    }
    for (int64_t k = 0; k < sizes.depth; ++k) {
      const double term =
          double{bf16_value(a[static_cast<size_t>(row * depth + k)])} * packed_value(panels, sizes.depth, k, column);
      sum += term;
      magnitude += std::abs(term);
    }
    if (has_bias) sum += bias[static_cast<size_t>(column)];
    if (epilogue == Epilogue::add) sum += before;
    if (epilogue == Epilogue::gelu) sum *= 0.5 * (1.0 + std::erf(sum / std::numbers::sqrt2));
    const double error = static_cast<double>(sizes.depth + 2) * float_epsilon * (magnitude + std::abs(sum) + 1.0);
    wrong += !(std::abs(c[static_cast<size_t>(i)] - sum) <= error);
  }
  CHECK(wrong == 0);
}

TEST_CASE("products by tiles are those of the rounded numbers" * doctest::skip(!has_bf16_products())) {
  for (const Sizes& sizes : several_sizes) {
    CAPTURE(sizes.depth);
    CAPTURE(sizes.columns);
    for (const int64_t rows : {1, 2, 15, 16, 17, 32, 33, 97}) {
      CAPTURE(rows);
      check_product(sizes, rows, Epilogue::none, false);
    }
    for (const Epilogue epilogue : {Epilogue::none, Epilogue::gelu, Epilogue::add}) {
      CAPTURE(static_cast<int>(epilogue));
      check_product(sizes, 33, epilogue, true);
    }
  }
}

}  // namespace
}  // namespace electra
