#include "nn/linear.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "lib/nn/layer_case.h"

namespace electra {

using namespace internal;

namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr int64_t guard_rows = 3;

struct Case : LayerCase {
  Case(int64_t layer_in, int64_t layer_out, int64_t case_rows)
      : LayerCase(layer_in, layer_out, case_rows), dst(random_floats(rows * out, 4)), layer(weights()) {}

  std::vector<float> dst;  // what it holds before
  Linear layer;
};

// dst of the rows [first, first + count). The rows that fill up the last group hold NaN, and so do guards behind them,
// which have to stay.
std::vector<float> apply(const Case& c, ProductCache& cache, int64_t first, int64_t count, Epilogue epilogue) {
  std::vector<float> src(static_cast<size_t>(padded_rows(count) * c.in), nan);
  std::vector<float> dst(static_cast<size_t>((padded_rows(count) + guard_rows) * c.out), nan);
  std::copy_n(c.src.begin() + first * c.in, count * c.in, src.begin());
  std::copy_n(c.dst.begin() + first * c.out, count * c.out, dst.begin());
  c.layer.apply(cache, {src.data(), c.in}, {dst.data(), c.out}, count, epilogue);
  const bool guards_untouched =
      std::all_of(dst.end() - guard_rows * c.out, dst.end(), [](float x) { return std::isnan(x); });
  CHECK(guards_untouched);
  dst.resize(static_cast<size_t>(count * c.out));
  return dst;
}

double gelu(double x) { return 0.5 * x * (1.0 + std::erf(x / std::sqrt(2.0))); }

// The products of the first rows. A sum of n terms in any order, with or without fused multiplication, is off by at
// most n roundings of the sum of magnitudes; bias and residual are two more terms.
std::vector<Bounded> sums(const Case& c) {
  std::vector<Bounded> expected;
  for (int64_t row = 0; row < c.rows; ++row) {
    for (int64_t column = 0; column < c.out; ++column) {
      double sum = c.bias[static_cast<size_t>(column)];
      double magnitude = std::abs(sum) + 1.0;  // 1: the residual
      for (int64_t k = 0; k < c.in; ++k) {
        const double term =
            double{c.src[static_cast<size_t>(row * c.in + k)]} * c.weight[static_cast<size_t>(column * c.in + k)];
        sum += term;
        magnitude += std::abs(term);
      }
      expected.push_back({sum, static_cast<double>(c.in + 2) * float_epsilon * magnitude});
    }
  }
  return expected;
}

// gelu's slope is below 1.13; our erf is fitted to 1.5e-8, but for some roundings.
Bounded finish(Bounded sum, float before, Epilogue epilogue) {
  if (epilogue == Epilogue::add) return {sum.value + before, sum.bound};
  if (epilogue == Epilogue::none) return sum;
  return {gelu(sum.value), 1.13 * sum.bound + (0.75e-8 + 6 * float_epsilon) * std::abs(sum.value)};
}

std::vector<Bounded> oracle(const Case& c, const std::vector<Bounded>& sums, int64_t rows, Epilogue epilogue) {
  std::vector<Bounded> expected;
  for (size_t i = 0; i < static_cast<size_t>(rows * c.out); ++i) {
    expected.push_back(finish(sums[i], c.dst[i], epilogue));
  }
  return expected;
}

TEST_CASE("products of every shape, row count and epilogue are right") {
  for (const int64_t in : {1, 3, 8, 9, 16, 24, 36, 48, 80, 160, 256, 384, 800}) {
    for (const int64_t out : {1, 2, 3, 9, 16, 48, 64, 65, 256, 300}) {
      CAPTURE(in);
      CAPTURE(out);
      const Case c(in, out, 9);
      const std::vector<Bounded> exact = sums(c);
      ProductCache cache;
      for (const Epilogue epilogue : epilogues) {
        CAPTURE(static_cast<int>(epilogue));
        for (const int64_t rows : {1, 9}) {
          CAPTURE(rows);
          CHECK(first_difference(apply(c, cache, 0, rows, epilogue), oracle(c, exact, rows, epilogue)) == "");
        }
      }
    }
  }
}

TEST_CASE("more rows than one product takes are right") {
  const Case c(24, 65, 300);
  const std::vector<Bounded> exact = sums(c);
  ProductCache cache;
  for (const Epilogue epilogue : epilogues) {
    CAPTURE(static_cast<int>(epilogue));
    for (const int64_t rows : {127, 128, 129, 255, 256, 257, 300}) {
      CAPTURE(rows);
      CHECK(first_difference(apply(c, cache, 0, rows, epilogue), oracle(c, exact, rows, epilogue)) == "");
    }
  }
}

TEST_CASE("a row's bits do not depend on its place or on the number of rows") {
  for (const auto& [in, out] : {std::pair{36, 48}, {48, 36}, {128, 256}, {256, 65}, {9, 300}, {80, 1}, {256, 1024}}) {
    CAPTURE(in);
    CAPTURE(out);
    const Case c(in, out, 300);
    ProductCache cache;
    for (const Epilogue epilogue : epilogues) {
      CAPTURE(static_cast<int>(epilogue));
      const std::vector<float> all = apply(c, cache, 0, c.rows, epilogue);
      for (const auto& [first, count] : {std::pair{0, 1}, {1, 7}, {3, 8}, {299, 1}, {100, 20}, {44, 128}, {150, 129}}) {
        CAPTURE(first);
        CAPTURE(count);
        const auto expected =
            std::span(all).subspan(static_cast<size_t>(first * out), static_cast<size_t>(count * out));
        CHECK(first_bit_difference(apply(c, cache, first, count, epilogue), expected) == "");
      }
    }
  }
}

TEST_CASE("a row's bits are the same among any number of rows") {
  for (const auto& [in, out] : {std::pair{48, 80}, {384, 48}, {900, 20}}) {
    CAPTURE(in);
    const Case c(in, out, 300);
    ProductCache cache;
    for (const Epilogue epilogue : epilogues) {
      CAPTURE(static_cast<int>(epilogue));
      const std::vector<float> all = apply(c, cache, 0, c.rows, epilogue);
      for (int64_t count = 1; count <= 260; ++count) {
        CAPTURE(count);
        CHECK(first_bit_difference(apply(c, cache, 0, count, epilogue),
                                   std::span(all).first(static_cast<size_t>(count * c.out))) == "");
      }
    }
  }
}

TEST_CASE("a layer without bias adds none") {
  const Case c(24, 16, 8);
  const std::vector<float> zeros(16, 0.0F);
  const Linear layer({c.in, c.out, c.weight.data(), nullptr});
  const Linear zero({c.in, c.out, c.weight.data(), zeros.data()});
  ProductCache cache;
  std::vector<float> got(8 * 16);
  std::vector<float> expected(8 * 16);
  layer.apply(cache, {c.src.data(), c.in}, {got.data(), c.out}, 8, Epilogue::none);
  zero.apply(cache, {c.src.data(), c.in}, {expected.data(), c.out}, 8, Epilogue::none);
  CHECK(first_bit_difference(got, expected) == "");
}

TEST_CASE("one cache serves layers of one shape and of many") {
  ProductCache shared;
  const Case a(16, 24, 9);
  Case b(16, 24, 9);
  b.weight = random_floats(b.in * b.out, 7);
  b.layer = Linear(b.weights());
  for (const Case* c : std::initializer_list<const Case*>{&a, &b, &a}) {
    CHECK(first_difference(apply(*c, shared, 0, 9, Epilogue::none), oracle(*c, sums(*c), 9, Epilogue::none)) == "");
  }
  // More shapes than a cache keeps.
  for (int64_t in = 1; in <= 1100; ++in) {
    const std::vector<float> ones(static_cast<size_t>(in * 8), 1.0F);
    const Linear layer({in, 1, ones.data(), nullptr});
    std::vector<float> dst(8);
    layer.apply(shared, {ones.data(), in}, {dst.data(), 1}, 8, Epilogue::none);
    REQUIRE(dst == std::vector<float>(8, static_cast<float>(in)));
  }
}

}  // namespace
}  // namespace electra
