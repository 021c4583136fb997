#include "nn/activation.h"

#include <cmath>
#include <numbers>

#include "nn/math.h"
#include "nn/multiversion.h"

namespace electra::internal {
namespace {

ELECTRA_INLINE float sigmoid(float x) { return 1.0F / (1.0F + exp_approx(-x)); }

// tanh through e^(2x): the difference 1 - 2 / (e^(2x) + 1) loses digits near 0, where the error is still below 1e-7.
ELECTRA_INLINE float tanh_approx(float x) { return 1.0F - 2.0F / (exp_approx(2.0F * x) + 1.0F); }

constexpr float sqrt_2 = std::numbers::sqrt2_v<float>;

inline float gelu_erf(float x) { return 0.5F * x * (1.0F + std::erf(x / sqrt_2)); }

ELECTRA_INLINE float gelu_tanh(float x) {
  return 0.5F * x * (1.0F + tanh_approx(0.797884560802865F * (x + 0.044715F * x * x * x)));
}

// x tanh(ln(1 + e^x)) with the logarithm and the tanh cancelled out.
ELECTRA_INLINE float mish(float x) {
  const float e = exp_approx(x > 20.0F ? 20.0F : x);
  const float n = e * (e + 2.0F);
  return x * n / (n + 2.0F);
}

// Comparisons that are false for NaN keep it, unlike fmin and fmax.
ELECTRA_INLINE float relu(float x) { return x < 0.0F ? 0.0F : x; }

ELECTRA_INLINE float clip(float x, float low, float high) { return x < low ? low : (x > high ? high : x); }

template <typename Function>
ELECTRA_INLINE void each(float* data, int64_t count, Function function) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) data[i] = function(data[i]);
}

ELECTRA_MULTIVERSION
void apply(Activation activation, float* data, int64_t count) {
  switch (activation) {
    case Activation::linear:
      return;
    case Activation::gelu:
      return each(data, count, gelu_erf);
    case Activation::gelu_10:
      return each(data, count, [](float x) { return clip(gelu_erf(x), -10.0F, 10.0F); });
    case Activation::gelu_new:
      return each(data, count, [](float x) { return gelu_tanh(x); });
    case Activation::laplace:
      return each(data, count,
                  [](float x) { return 0.5F * (1.0F + std::erf((x - 0.707107F) / (0.282095F * sqrt_2))); });
    case Activation::leaky_relu:
      return each(data, count, [](float x) { return x > 0.0F ? x : 0.01F * x; });
    case Activation::mish:
      return each(data, count, [](float x) { return mish(x); });
    case Activation::quick_gelu:
      return each(data, count, [](float x) { return x * sigmoid(1.702F * x); });
    case Activation::relu:
      return each(data, count, [](float x) { return relu(x); });
    case Activation::relu2:
      return each(data, count, [](float x) { return relu(x) * relu(x); });
    case Activation::relu6:
      return each(data, count, [](float x) { return clip(x, 0.0F, 6.0F); });
    case Activation::sigmoid:
      return each(data, count, [](float x) { return sigmoid(x); });
    case Activation::silu:
      return each(data, count, [](float x) { return x * sigmoid(x); });
    case Activation::tanh:
      return each(data, count, [](float x) { return tanh_approx(x); });
  }
}

}  // namespace

void apply_activation(Activation activation, float* data, int64_t count) { apply(activation, data, count); }

void apply_activated(const Linear& linear, Activation activation, ProductCache& cache, ConstRows src, Rows dst,
                     int64_t rows) {
  const bool fused = activation == Activation::gelu;
  linear.apply(cache, src, dst, rows, fused ? Epilogue::gelu : Epilogue::none);
  if (!fused) apply_activation(activation, dst.data, rows * dst.stride);
}

}  // namespace electra::internal
