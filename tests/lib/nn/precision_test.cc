// Linear layers in bf16 and int8: what their numbers are made of, and that a row's bits depend on that row alone.
#include "electra/precision.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <random>

#include "base/quantise.h"
#include "lib/nn/guarded.h"
#include "lib/nn/layer_case.h"
#include "nn/cpu.h"
#include "nn/int8_product.h"

namespace electra {

using namespace internal;

namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr std::pair<int64_t, int64_t> shapes[] = {{1, 1},   {3, 9},    {16, 64},  {37, 50},
                                                  {48, 80}, {256, 33}, {770, 65}, {1024, 40}};

using Case = LayerCase;

// The rows [first, first + count), added to ones where they are added to something.
std::vector<float> apply(ProductCache& cache, const Case& c, const Linear& layer, int64_t first, int64_t count,
                         Epilogue epilogue) {
  std::vector<float> src(static_cast<size_t>(padded_rows(count) * c.in), nan);
  std::copy_n(c.src.begin() + first * c.in, count * c.in, src.begin());
  std::vector<float> dst(static_cast<size_t>(padded_rows(count) * c.out), 1.0F);
  layer.apply(cache, {src.data(), c.in}, {dst.data(), c.out}, count, epilogue);
  dst.resize(static_cast<size_t>(count * c.out));
  return dst;
}

std::vector<float> apply(const Case& c, const Linear& layer, int64_t first, int64_t count, Epilogue epilogue) {
  ProductCache cache;
  return apply(cache, c, layer, first, count, epilogue);
}

// By the definition of the format: 8 bits of exponent, 7 of fraction.
double bf16(double value) {
  if (value == 0.0) return 0.0;
  const double step = std::exp2(std::floor(std::log2(std::abs(value))) - 7.0);
  return std::nearbyint(value / step) * step;
}

TEST_CASE("bf16: weights and rows are rounded, sums are not") {
  for (const auto& [in, out] : shapes) {
    CAPTURE(in);
    CAPTURE(out);
    const Case c(in, out, 9);
    const Linear layer(c.weights(), Precision::bf16);
    for (const Epilogue epilogue : epilogues) {
      std::vector<Bounded> expected;
      for (int64_t row = 0; row < c.rows; ++row) {
        for (int64_t column = 0; column < out; ++column) {
          double sum = c.bias[static_cast<size_t>(column)];
          double magnitude = std::abs(sum);
          for (int64_t k = 0; k < in; ++k) {
            const double term =
                bf16(c.src[static_cast<size_t>(row * in + k)]) * bf16(c.weight[static_cast<size_t>(column * in + k)]);
            sum += term;
            magnitude += std::abs(term);
          }
          expected.push_back(finish(sum, static_cast<double>(in + 2) * float_epsilon * magnitude, epilogue));
        }
      }
      CHECK(first_difference(apply(c, layer, 0, c.rows, epilogue), expected) == "");
    }
  }
}

int32_t levels_of(const std::vector<int8_t>& values, int64_t out, int64_t in) {
  std::vector<int8_t> panels(int8_panel_bytes(out, in));
  pack_int8_panels(values.data(), out, in, panels.data());
  const int8_t* const parts[] = {panels.data()};
  return row_levels(parts, out, in);
}

// What int8 computes, from the whole numbers that the quantising functions give.
std::vector<Bounded> int8_oracle(const Case& c, Epilogue epilogue) {
  std::vector<int8_t> values(static_cast<size_t>(c.in * c.out));
  std::vector<float> scales(static_cast<size_t>(c.out));
  quantise_rows(c.weight.data(), c.out, c.in, values.data(), scales.data());
  const int32_t levels = levels_of(values, c.out, c.in);
  std::vector<uint8_t> row_values(static_cast<size_t>(c.rows * c.in));
  std::vector<RowScale> row_scales(static_cast<size_t>(c.rows));
  quantise_to_levels(c.src.data(), c.rows, c.in, levels, row_values.data(), c.in, row_scales.data());
  std::vector<Bounded> expected;
  for (int64_t row = 0; row < c.rows; ++row) {
    const RowScale& scale = row_scales[static_cast<size_t>(row)];
    for (int64_t column = 0; column < c.out; ++column) {
      int64_t sum = 0;
      for (int64_t k = 0; k < c.in; ++k) {
        sum += int64_t{row_values[static_cast<size_t>(row * c.in + k)] - scale.zero} *
               values[static_cast<size_t>(column * c.in + k)];
      }
      const double term = static_cast<double>(sum) * scale.scale * scales[static_cast<size_t>(column)];
      const double bias = c.bias[static_cast<size_t>(column)];
      expected.push_back(finish(term + bias, 4 * float_epsilon * (std::abs(term) + std::abs(bias)), epilogue));
    }
  }
  return expected;
}

// Weights of which no two neighbours are so large that a CPU would cut their sum: one alone is.
void make_usual(Case& c) {
  for (size_t i = 0; i < c.weight.size(); ++i) {
    const size_t k = i % static_cast<size_t>(c.in);
    c.weight[i] = k == 0 ? 1.0F : (k == 1 ? 0.0F : 0.49F * c.weight[i]);
  }
}

TEST_CASE("int8: sums are exact") {
  for (const auto& [in, out] : shapes) {
    CAPTURE(in);
    CAPTURE(out);
    Case c(in, out, 9);
    make_usual(c);
    for (const bool extreme : {false, true}) {
      CAPTURE(extreme);
      if (extreme) {  // all products as large as they may be
        std::fill(c.weight.begin(), c.weight.end(), 1.0F);
        std::fill(c.src.begin(), c.src.end(), 3.0F);
      }
      const Linear layer(c.weights(), Precision::int8);
      for (const Epilogue epilogue : epilogues) {
        CHECK(first_difference(apply(c, layer, 0, c.rows, epilogue), int8_oracle(c, epilogue)) == "");
      }
    }
  }
}

TEST_CASE("int8: sums of oneDNN's products are exact, too, whether this CPU uses them or not") {
  if (products_isa() == Isa::portable || products_isa() == Isa::avx) return;  // it takes minutes
  for (const auto& [in, out] : shapes) {
    CAPTURE(in);
    CAPTURE(out);
    const SingleThreadedProducts single;
    std::mt19937 random(5);
    std::vector<int8_t> weight(static_cast<size_t>(in * out));
    for (int8_t& value : weight) value = static_cast<int8_t>(static_cast<int>(random() % 127) - 63);
    const int32_t levels = levels_of(weight, out, in);
    for (const int64_t rows : {1, 9, 130}) {
      std::vector<uint8_t> src(static_cast<size_t>(padded_rows(rows) * in));
      for (uint8_t& value : src) value = static_cast<uint8_t>(random() % static_cast<uint32_t>(levels + 1));
      std::vector<int32_t> dst(static_cast<size_t>(padded_rows(rows) * out));
      const OneDnnLayout layout(ProductTypes::u8_s8_s32, in, out);
      std::vector<std::byte> packed(layout.bytes());
      layout.pack(weight.data(), packed.data());
      OneDnnProducts().run({layout, packed.data()}, src.data(), dst.data(), rows);
      int64_t wrong = 0;
      for (int64_t row = 0; row < rows; ++row) {
        for (int64_t column = 0; column < out; ++column) {
          int32_t sum = 0;
          for (int64_t k = 0; k < in; ++k) {
            sum += src[static_cast<size_t>(row * in + k)] * weight[static_cast<size_t>(column * in + k)];
          }
          wrong += dst[static_cast<size_t>(row * out + column)] != sum;
        }
      }
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("a row's bits do not depend on its place or on the number of rows") {
  for (const Precision precision : {Precision::bf16, Precision::int8}) {
    CAPTURE(static_cast<int>(precision));
    for (const auto& [in, out] : {std::pair{36, 48}, {256, 65}, {9, 300}, {256, 1024}, {1024, 256}}) {
      CAPTURE(in);
      const Case c(in, out, 300);
      const Linear layer(c.weights(), precision);
      for (const Epilogue epilogue : epilogues) {
        const std::vector<float> all = apply(c, layer, 0, c.rows, epilogue);
        for (const auto& [first, count] :
             {std::pair{0, 1}, {1, 7}, {3, 8}, {299, 1}, {100, 20}, {44, 128}, {150, 129}, {5, 2}, {6, 3}, {7, 5}}) {
          CAPTURE(first);
          CAPTURE(count);
          CHECK(first_bit_difference(
                    apply(c, layer, first, count, epilogue),
                    std::span(all).subspan(static_cast<size_t>(first * out), static_cast<size_t>(count * out))) == "");
        }
      }
    }
  }
}

TEST_CASE("NaN and infinity in a row or a weight come out as such, and nowhere else") {
  constexpr size_t out = 18;
  for (const Precision precision : {Precision::bf16, Precision::int8}) {
    CAPTURE(static_cast<int>(precision));
    for (const float fault : {nan, infinity, -infinity}) {
      CAPTURE(fault);
      for (const auto& [in, place] : {std::pair<size_t, size_t>{20, 7}, {70, 7}, {70, 66}}) {
        CAPTURE(place);
        Case c(static_cast<int64_t>(in), out, 3);
        const std::vector<float> clean = apply(c, Linear(c.weights(), precision), 0, 3, Epilogue::none);
        c.src[in + place] = fault;
        const std::vector<float> row = apply(c, Linear(c.weights(), precision), 0, 3, Epilogue::none);
        for (size_t i = 0; i < row.size(); ++i) {
          CAPTURE(i);
          const bool is_right = i / out == 1 ? !std::isfinite(row[i]) : row[i] == clean[i];
          CHECK(is_right);
        }
        c.src[in + place] = 0.5F;
        c.weight[5 * in + place] = fault;
        const std::vector<float> column = apply(c, Linear(c.weights(), precision), 0, 3, Epilogue::none);
        for (size_t i = 0; i < column.size(); ++i) {
          CAPTURE(i);
          CHECK(std::isfinite(column[i]) == (i % out != 5));
        }
      }
    }
  }
}

TEST_CASE("what a thread has multiplied before does not show") {
  for (const Precision precision : {Precision::bf16, Precision::int8}) {
    CAPTURE(static_cast<int>(precision));
    Case before(300, 40, 50);
    std::fill(before.src.begin(), before.src.end(), nan);
    const Case c(37, 50, 3);
    const Linear layer(c.weights(), precision);
    ProductCache cache;
    apply(cache, before, Linear(before.weights(), precision), 0, before.rows, Epilogue::none);
    CHECK(first_bit_difference(apply(cache, c, layer, 0, c.rows, Epilogue::none),
                               apply(c, layer, 0, c.rows, Epilogue::none)) == "");
  }
}

TEST_CASE("a row is as near to its levels as they allow") {
  for (const int32_t levels : {129, 148, 255}) {
    for (const float shift : {0.0F, 0.9F, -0.9F, 2.0F, -2.0F}) {
      std::vector<float> x = random_floats(300, 8);
      for (float& value : x) value = (value + shift) * 1e-3F;
      std::vector<uint8_t> values(304, 9);
      RowScale scale;
      quantise_to_levels(x.data(), 1, 300, levels, values.data(), 304, &scale);
      for (size_t i = 0; i < x.size(); ++i) {
        CHECK(values[i] <= levels);
        const double back = (values[i] - scale.zero) * static_cast<double>(scale.scale);
        CHECK(std::abs(back - x[i]) <= 1.01 * scale.scale);  // half for the value, half for zero, which is whole
      }
      CHECK(std::all_of(values.begin() + 300, values.end(), [](uint8_t value) { return value == 0; }));
    }
  }
  const std::vector<float> zeros(5, 0.0F);
  const std::vector<float> tiny(5, 1e-40F);
  const std::vector<float> huge = {3e38F, -3e38F, 0.0F, 0.0F, 0.0F};
  std::vector<uint8_t> values(5);
  RowScale scale;
  quantise_to_levels(zeros.data(), 1, 5, 255, values.data(), 5, &scale);
  CHECK(scale.scale == 0.0F);
  quantise_to_levels(tiny.data(), 1, 5, 255, values.data(), 5, &scale);
  CHECK(scale.scale == 0.0F);
  quantise_to_levels(huge.data(), 1, 5, 255, values.data(), 5, &scale);
  CHECK(std::isnan(scale.scale));
}

TEST_CASE("int8: weights side by side, copied or where they are, are one layer") {
  for (const auto& [in, out_each] : {std::pair{48, 32}, {50, 21}, {256, 8}}) {
    CAPTURE(in);
    const Case c(in, 3 * out_each, 9);
    std::vector<int8_t> values(static_cast<size_t>(in * c.out));
    std::vector<float> scales(static_cast<size_t>(c.out));
    quantise_rows(c.weight.data(), c.out, in, values.data(), scales.data());
    const size_t bytes = int8_panel_bytes(out_each, in);
    std::vector<int8_t> panels(3 * bytes + 1);
    const int8_t* parts[3];
    for (size_t i = 0; i < 3; ++i) {
      int8_t* const part = panels.data() + 1 + i * bytes;  // at any place
      pack_int8_panels(values.data() + static_cast<int64_t>(i) * out_each * in, out_each, in, part);
      parts[i] = part;
    }
    for (const bool stay : {false, true}) {
      CAPTURE(stay);
      const Linear layer(QuantisedWeights{in, out_each, parts, scales.data(), c.bias.data(), stay});
      CHECK(layer.out() == c.out);
      for (const Epilogue epilogue : epilogues) {
        CHECK(first_bit_difference(apply(c, layer, 0, c.rows, epilogue),
                                   apply(c, Linear(c.weights(), Precision::int8), 0, c.rows, epilogue)) == "");
      }
    }
  }
}

TEST_CASE("int8: panels are read where they stay, if the products take them so") {
  constexpr int64_t in = 64;
  constexpr int64_t out = 16;
  const Case c(in, out, 1);
  std::vector<int8_t> panels(int8_panel_bytes(out, in), 1);
  const int8_t* const parts[] = {panels.data()};
  const std::vector<float> scales(out, 1.0F);
  for (const bool stay : {false, true}) {
    CAPTURE(stay);
    std::fill(panels.begin(), panels.end(), int8_t{1});
    const Linear layer(QuantisedWeights{in, out, parts, scales.data(), c.bias.data(), stay});
    const std::vector<float> before = apply(c, layer, 0, 1, Epilogue::none);
    std::fill(panels.begin(), panels.end(), int8_t{2});
    CHECK((apply(c, layer, 0, 1, Epilogue::none) != before) == (stay && uses_int8_panels(in)));
  }
  const bool is_onednn = products_isa() == Isa::avx512 && !products_features().amx;
  CHECK(uses_int8_panels(in) == !is_onednn);
}

TEST_CASE("int8: products read nothing behind their operands") {
  for (const auto& [in, out] : {std::pair<int64_t, int64_t>{64, 16}, {50, 17}, {100, 48}, {1024, 33}}) {
    for (const int64_t rows : {1, 2, 17, 32, 33, 65}) {
      const Guarded values(std::vector<uint8_t>(static_cast<size_t>(padded_to_tiles(rows) * padded_depth(in)), 3));
      const Guarded panels(std::vector<int8_t>(int8_panel_bytes(out, in), 2));
      const std::vector<RowScale> row_scales(static_cast<size_t>(rows), {1.0F, 0});
      const Guarded scales(std::vector<float>(static_cast<size_t>(out), 1.0F));
      const Guarded sums(std::vector<int32_t>(static_cast<size_t>(out), 0));
      const Guarded dst(std::vector<float>(static_cast<size_t>(rows * out)));
      multiply({.values = values.data(),
                .row_scales = row_scales.data(),
                .rows = rows,
                .in = in,
                .panels = panels.data(),
                .columns = {scales.data(), sums.data(), scales.data()},
                .out = out,
                .dst = {dst.data(), out}});
      const auto expected = static_cast<float>(6 * padded_depth(in) + 1);
      CHECK(std::all_of(dst.data(), dst.data() + rows * out, [&](float value) { return value == expected; }));
    }
  }
}

TEST_CASE("a layer too deep for whole numbers of 32 bits has rows of floats") {
  const int64_t in = most_int8_depth + 8;
  const Case c(in, 1, 1);
  std::vector<int8_t> values(static_cast<size_t>(in));
  float scale = 0.0F;
  quantise_rows(c.weight.data(), 1, in, values.data(), &scale);
  std::vector<float> rounded;
  for (const int8_t value : values) rounded.push_back(static_cast<float>(value) * scale);
  CHECK(first_bit_difference(
            apply(c, Linear(c.weights(), Precision::int8), 0, 1, Epilogue::none),
            apply(c, Linear(LinearWeights{in, 1, rounded.data(), c.bias.data()}), 0, 1, Epilogue::none)) == "");
}

}  // namespace
}  // namespace electra
