#include "nn/math.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "lib/nn/compare.h"

namespace electra {

using namespace internal;

namespace {

constexpr float exp_underflow = -86.9F;  // below it the result is 0

// As the kernels use it: with fused multiplications where the processor has them.
ELECTRA_MULTIVERSION
void exponentiate(float* values, size_t count) {
  for (size_t i = 0; i < count; ++i) values[i] = exp_approx(values[i]);
}

std::vector<Bounded> exact(std::span<const float> x) {
  std::vector<Bounded> expected;
  for (const float value : x) expected.push_back({std::exp(double{value}), 2e-7 * std::exp(double{value})});
  return expected;
}

TEST_CASE("the relative error of exp is below 2e-7 wherever the result is a normal number") {
  std::vector<float> x;
  for (float value = exp_underflow; value <= 88.7F; value += 1.0F / 8192.0F) x.push_back(value);
  for (float value = 1.0F; value > 1e-30F; value *= 0.7F) x.insert(x.end(), {value, -value});
  std::vector<float> vectorised = x;
  exponentiate(vectorised.data(), vectorised.size());
  CHECK(first_difference(vectorised, exact(x)) == "");
  std::vector<float> plain = x;
  std::ranges::transform(plain, plain.begin(), [](float value) { return exp_approx(value); });
  CHECK(first_difference(plain, exact(x)) == "");
}

TEST_CASE("exp of 0 is exactly 1") {
  CHECK(exp_approx(0.0F) == 1.0F);
  CHECK(exp_approx(-0.0F) == 1.0F);
}

TEST_CASE("exp ends at 0 and at a finite number") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  CHECK(exp_approx(std::nextafter(exp_underflow, -infinity)) == 0.0F);
  for (const float x : {-88.0F, -1e4F, std::numeric_limits<float>::lowest(), -infinity}) CHECK(exp_approx(x) == 0.0F);
  for (const float x : {88.8F, 1e4F, infinity}) CHECK(exp_approx(x) == exp_approx(88.7F));
  CHECK(std::isfinite(exp_approx(88.7F)));
}

TEST_CASE("exp of NaN is NaN") { CHECK(std::isnan(exp_approx(NAN))); }

TEST_CASE("gelu is good to the fit's 1.5e-8 of erf and some roundings") {
  std::vector<float> x;
  for (float value = -20.0F; value <= 20.0F; value += 1.0F / 1024.0F) x.push_back(value);
  for (const float value : x) {
    const double exact = 0.5 * value * (1.0 + std::erf(double{value} / std::sqrt(2.0)));
    REQUIRE(std::abs(gelu_approx(value) - exact) <= (0.75e-8 + 5 * float_epsilon) * std::abs(value));
  }
}

TEST_CASE("gelu keeps NaN and the infinity, and takes the negative one to 0") {
  CHECK(std::isnan(gelu_approx(NAN)));
  CHECK(gelu_approx(INFINITY) == INFINITY);
  CHECK(gelu_approx(-INFINITY) == 0.0F);
}

}  // namespace
}  // namespace electra
