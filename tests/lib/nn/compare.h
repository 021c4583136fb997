// Numbers to compute with, and comparisons whose failure says where, what, and by how much.
#pragma once

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace electra {

inline constexpr double float_epsilon = 0x1p-24;  // the largest relative error of one rounding

// Uniform in [-1, 1), in steps of 2^-23: the same on every system.
inline std::vector<float> random_floats(int64_t count, uint32_t seed) {
  std::mt19937 generator(seed);
  std::vector<float> values(static_cast<size_t>(count));
  for (float& value : values) value = static_cast<float>(generator() >> 8U) * 0x1p-23F - 1.0F;
  return values;
}

// What the exact arithmetic gives, and how far rounding may lead from it.
struct Bounded {
  double value = 0.0;
  double bound = 0.0;
};

// "[7]: got 1.5, expected 1.25, bound 1e-06" for the first element beyond its bound (NaN is), or "".
inline std::string first_difference(std::span<const float> got, std::span<const Bounded> expected) {
  if (got.size() != expected.size()) return fmt::format("got {} values, expected {}", got.size(), expected.size());
  for (size_t i = 0; i < got.size(); ++i) {
    if (std::abs(got[i] - expected[i].value) <= expected[i].bound) continue;
    return fmt::format("[{}]: got {}, expected {}, bound {}", i, got[i], expected[i].value, expected[i].bound);
  }
  return "";
}

inline std::string first_difference(std::span<const float> got, std::span<const float> expected, double bound) {
  std::vector<Bounded> bounded;
  for (const float value : expected) bounded.push_back({value, bound});
  return first_difference(got, bounded);
}

// The same for bits: NaN equals itself, and 0 is not -0.
inline std::string first_bit_difference(std::span<const float> got, std::span<const float> expected) {
  if (got.size() != expected.size()) return fmt::format("got {} values, expected {}", got.size(), expected.size());
  for (size_t i = 0; i < got.size(); ++i) {
    if (std::bit_cast<uint32_t>(got[i]) == std::bit_cast<uint32_t>(expected[i])) continue;
    return fmt::format("[{}]: got {:a}, expected {:a}, bound 0", i, got[i], expected[i]);
  }
  return "";
}

}  // namespace electra
