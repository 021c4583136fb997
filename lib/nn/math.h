// Scalar functions that a loop over them vectorises: no branches, no calls, no tables.
#pragma once

#include <bit>
#include <cstdint>

#include "nn/multiversion.h"

namespace electra::internal {

// e^x with a relative error below 2e-7; 0 for x < -86.9, finite for x <= 88.7 (larger x are clamped); NaN stays NaN.
// x = n ln 2 + r with |r| <= ln 2 / 2; e^r by its Taylor polynomial of degree 7; 2^n through the exponent bits.
ELECTRA_INLINE float exp_approx(float x) {
  constexpr float log2_e = 1.44269504088896341F;
  constexpr float ln2_high = 0.693145751953125F;
  constexpr float ln2_low = 1.42860682030941723e-6F;
  constexpr float round_magic = 12582912.0F;  // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
  const float low = x < -86.9F ? -86.9F : x;
  const float clamped = low > 88.7F ? 88.7F : low;
  const float shifted = clamped * log2_e + round_magic;
  const float n = shifted - round_magic;
  const float r = (clamped - n * ln2_high) - n * ln2_low;
  float p = 1.0F / 5040.0F;
  p = p * r + 1.0F / 720.0F;
  p = p * r + 1.0F / 120.0F;
  p = p * r + 1.0F / 24.0F;
  p = p * r + 1.0F / 6.0F;
  p = p * r + 0.5F;
  p = p * r + 1.0F;
  p = p * r + 1.0F;
  // 2^(n - 1) * 2: n lies in [-125, 128], the exponents of normal numbers in [-126, 127].
  const int32_t exponent = (std::bit_cast<int32_t>(shifted) - std::bit_cast<int32_t>(round_magic) + 126) << 23;
  const float result = p * std::bit_cast<float>(exponent) * 2.0F;
  return x < -86.9F ? 0.0F : result;
}

// gelu(x) = x (1 + erf(x / sqrt 2)) / 2. The erf is formula 7.1.26 of Abramowitz and Stegun, good to 1.5e-7: for z >=
// 0, 1 - (a1 t + ... + a5 t^5) e^(-z^2) with t = 1 / (1 + p z). NaN stays NaN; infinity and its negative give it and 0.
ELECTRA_INLINE float gelu_approx(float x) {
  constexpr float sqrt_half = 0.707106781186547524F;
  const float magnitude = x < 0.0F ? -x : x;
  const float z = (magnitude > 16.0F ? 16.0F : magnitude) * sqrt_half;  // e^(-z^2) is 0 long before
  const float t = 1.0F / (1.0F + 0.3275911F * z);
  float tail = 1.061405429F;
  tail = tail * t - 1.453152027F;
  tail = tail * t + 1.421413741F;
  tail = tail * t - 0.284496736F;
  tail = tail * t + 0.254829592F;
  tail *= t * exp_approx(-z * z);
  return (x > 0.0F ? x : 0.0F) - z * sqrt_half * tail;
}

}  // namespace electra::internal
