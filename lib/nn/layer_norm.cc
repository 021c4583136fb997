#include "nn/layer_norm.h"

#include <cmath>

#include "nn/multiversion.h"

namespace electra::internal {
namespace {

ELECTRA_MULTIVERSION
void normalise_rows(float* data, int64_t rows, int64_t stride, const LayerNorm& norm) {
  const auto size = static_cast<int64_t>(norm.gamma.size());
  const float* gamma = norm.gamma.data();
  const float* beta = norm.beta.data();
  for (int64_t row = 0; row < rows; ++row) {
    float* x = data + row * stride;
    float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < size; ++i) sum += x[i];
    const float mean = sum / static_cast<float>(size);
    // Two passes: the square of a large mean would swallow the variance in one.
    float squares = 0.0F;
#pragma omp simd reduction(+ : squares)
    for (int64_t i = 0; i < size; ++i) squares += (x[i] - mean) * (x[i] - mean);
    const float scale = 1.0F / std::sqrt(squares / static_cast<float>(size) + norm.epsilon);
#pragma omp simd
    for (int64_t i = 0; i < size; ++i) x[i] = (x[i] - mean) * scale * gamma[i] + beta[i];
  }
}

}  // namespace

void LayerNorm::apply(float* data, int64_t rows, int64_t stride) const { normalise_rows(data, rows, stride, *this); }

}  // namespace electra::internal
