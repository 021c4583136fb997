#include "nn/layer_norm.h"

#include <doctest/doctest.h>

#include <numeric>

#include "lib/nn/compare.h"

namespace electra {

using namespace internal;

namespace {

LayerNorm random_norm(int64_t size, float epsilon) {
  return {.gamma = random_floats(size, 1), .beta = random_floats(size, 2), .epsilon = epsilon};
}

// `mean_error` is how far the float mean may be off. It shifts every value; against the variance it counts squared
// only. The deviations, their squares, the sum (n terms) and the root add some roundings of the result.
std::vector<Bounded> oracle(const LayerNorm& norm, std::span<const float> x, double mean_error) {
  const auto size = static_cast<double>(x.size());
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / size;
  double squares = 0.0;
  for (const float value : x) squares += (value - mean) * (value - mean);
  const double scale = 1.0 / std::sqrt(squares / size + double{norm.epsilon});
  const double relative = (size / 2 + 6) * float_epsilon + mean_error * mean_error * scale * scale;
  std::vector<Bounded> y;
  for (size_t i = 0; i < x.size(); ++i) {
    const double term = (x[i] - mean) * scale * norm.gamma[i];
    const double shift = mean_error * scale * std::abs(norm.gamma[i]);
    y.push_back({term + norm.beta[i], shift + relative * std::abs(term) + float_epsilon * std::abs(norm.beta[i])});
  }
  return y;
}

TEST_CASE("rows of any size are normalised, with any epsilon") {
  for (const int64_t size : {1, 2, 3, 7, 15, 16, 17, 31, 48, 65, 128, 255, 256, 1024}) {
    for (const float epsilon : {1e-12F, 1e-5F, 0.1F}) {
      CAPTURE(size);
      CAPTURE(epsilon);
      const LayerNorm norm = random_norm(size, epsilon);
      const std::vector<float> before = random_floats(size, 3);
      // A sum of n values below 1, and one division. One value alone is its own mean.
      const double mean_error = size == 1 ? 0.0 : static_cast<double>(size + 1) * float_epsilon;
      std::vector<float> x = before;
      norm.apply(x.data(), 1, size);
      CHECK(first_difference(x, oracle(norm, before, mean_error)) == "");
    }
  }
}

TEST_CASE("a large mean does not swallow the variance") {
  const int64_t size = 256;
  const LayerNorm norm = random_norm(size, 1e-12F);
  std::vector<float> before(size);
  // Multiples of 1/64 whose sum is below 2^18: exact in float, so that the mean is off by one rounding alone.
  for (size_t i = 0; i < before.size(); ++i) before[i] = 1000.0F + static_cast<float>(i % 64) / 64.0F;
  std::vector<float> x = before;
  norm.apply(x.data(), 1, size);
  CHECK(first_difference(x, oracle(norm, before, 1001 * float_epsilon)) == "");
}

TEST_CASE("a constant row becomes beta") {
  for (const float constant : {0.0F, 3.0F, -1024.0F}) {
    const LayerNorm norm = random_norm(48, 1e-12F);
    std::vector<float> x(48, constant);
    norm.apply(x.data(), 1, 48);
    CHECK(x == norm.beta);
  }
}

TEST_CASE("rows do not touch each other or what lies between them") {
  const int64_t size = 19;
  const int64_t stride = 23;
  const LayerNorm norm = random_norm(size, 1e-5F);
  const std::vector<float> before = random_floats(5 * stride, 4);
  std::vector<float> together = before;
  norm.apply(together.data(), 5, stride);
  std::vector<float> expected = before;
  for (int64_t row = 4; row >= 0; --row) norm.apply(expected.data() + row * stride, 1, size);
  CHECK(first_bit_difference(together, expected) == "");
  for (int64_t row = 0; row < 5; ++row) {
    for (int64_t i = size; i < stride; ++i) {
      const auto index = static_cast<size_t>(row * stride + i);
      CHECK(together[index] == before[index]);
    }
  }
}

TEST_CASE("NaN stays in its row") {
  const LayerNorm norm = random_norm(16, 1e-5F);
  std::vector<float> x = random_floats(32, 5);
  x[3] = NAN;
  norm.apply(x.data(), 2, 16);
  CHECK(std::isnan(x[0]));
  CHECK(std::isfinite(x[16]));
}

}  // namespace
}  // namespace electra
