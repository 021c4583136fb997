#include "nn/bf16.h"

namespace electra::internal {
namespace {

ELECTRA_MULTIVERSION
void convert(const float* values, uint16_t* out, int64_t count) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) out[i] = static_cast<uint16_t>(round_to_bf16(values[i]) >> 16U);
}

ELECTRA_MULTIVERSION
void round(const float* values, float* out, int64_t count) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) out[i] = std::bit_cast<float>(round_to_bf16(values[i]) & 0xFFFF0000U);
}

}  // namespace

void convert_to_bf16(const float* values, uint16_t* out, int64_t count) { convert(values, out, count); }
void round_to_bf16(const float* values, float* out, int64_t count) { round(values, out, count); }

}  // namespace electra::internal
