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

// gelu(x) = x (1 + erf(x / sqrt 2)) / 2, with an error below 3e-7 |x|. For z up to 3.9 erf(z) is z P(z^2) / Q(z^2),
// whose coefficients are fitted to 1.5e-8 (least squares, weighted anew until the largest error is smallest); beyond
// that it is
// 1. NaN stays NaN; infinity and its negative give it and 0.
ELECTRA_INLINE float gelu_approx(float x) {
  constexpr float sqrt_half = 0.707106781186547524F;
  constexpr float most = 3.9F;
  const float magnitude = (x < 0.0F ? -x : x) * sqrt_half;
  const float z = magnitude > most ? most : magnitude;
  const float u = z * z;
  float p = 2.05038782e-06F;
  p = p * u + 0.000287457631F;
  p = p * u + 0.00383688486F;
  p = p * u + 0.0529669449F;
  p = p * u + 0.191941187F;
  p = p * u + 1.12837899F;
  float q = 3.82307699e-05F;
  q = q * u + 0.00118173694F;
  q = q * u + 0.0151092215F;
  q = q * u + 0.114758275F;
  q = q * u + 0.503435194F;
  q = q * u + 1.0F;
  const float erf = z * p / q;
  return (x > 0.0F ? x : 0.0F) - z * sqrt_half * (1.0F - (erf > 1.0F ? 1.0F : erf));
}

}  // namespace electra::internal
