#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "format/safetensors.h"

namespace electra {

using namespace internal;

namespace {

// All 65536 values of a 16-bit dtype, one byte off alignment, as floats.
std::vector<float> convert_all(DType dtype) {
  std::vector<std::byte> data(65536 * 2 + 1);
  for (uint32_t bits = 0; bits < 65536; ++bits) {
    const auto half = static_cast<uint16_t>(bits);
    std::memcpy(data.data() + 1 + bits * 2, &half, 2);
  }
  const Tensor tensor{.name = "t", .dtype = dtype, .shape = {256, 256}, .data = std::span(data).subspan(1)};
  std::vector<float> out(65536);
  copy_floats(tensor, 0, 65536, out.data());
  return out;
}

// From the definition of the format, in double.
double f16_value(uint32_t bits) {
  const double sign = (bits & 0x8000U) != 0 ? -1 : 1;
  const int exponent = static_cast<int>(bits >> 10U) & 31;
  const int fraction = static_cast<int>(bits & 1023U);
  if (exponent == 31) return fraction != 0 ? std::nan("") : sign * std::numeric_limits<double>::infinity();
  return exponent == 0 ? sign * std::ldexp(fraction, -24) : sign * std::ldexp(1024 + fraction, exponent - 25);
}

TEST_CASE("every F16 value is exact") {
  const std::vector<float> values = convert_all(DType::f16);
  for (uint32_t bits = 0; bits < 65536; ++bits) {
    const double expected = f16_value(bits);
    CAPTURE(bits);
    if (std::isnan(expected)) {
      REQUIRE(std::isnan(values[bits]));
    } else {
      REQUIRE(values[bits] == expected);
    }
    REQUIRE(std::signbit(values[bits]) == ((bits & 0x8000U) != 0));
  }
}

TEST_CASE("every BF16 value is the upper half of its float") {
  const std::vector<float> values = convert_all(DType::bf16);
  for (uint32_t bits = 0; bits < 65536; ++bits) REQUIRE(std::bit_cast<uint32_t>(values[bits]) == bits << 16U);
}

TEST_CASE("F64 is rounded to the nearest float") {
  const std::vector<double> data = {0, 1.0 / 3, -0.1, 1e-45, 1e-50, 3.5e38, -1e300, std::nan(""), 16777217};
  std::vector<std::byte> bytes(1 + data.size() * 8);  // one byte off alignment
  std::memcpy(bytes.data() + 1, data.data(), data.size() * 8);
  const Tensor tensor{.name = "t", .dtype = DType::f64, .shape = {9}, .data = std::span(bytes).subspan(1)};
  std::vector<float> out(8);
  copy_floats(tensor, 1, 8, out.data());
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(out[0] == 1.0F / 3);
  CHECK(out[1] == -0.1F);
  CHECK(out[2] == std::numeric_limits<float>::denorm_min());
  CHECK(out[3] == 0);
  CHECK(out[4] == infinity);
  CHECK(out[5] == -infinity);
  CHECK(std::isnan(out[6]));
  CHECK(out[7] == 16777216);
}

TEST_CASE("a part of a tensor can be read") {
  const std::vector<float> data = {1, 2, 3, 4, 5};
  const Tensor tensor{.name = "t", .dtype = DType::f32, .shape = {5}, .data = std::as_bytes(std::span(data))};
  float out[2];
  copy_floats(tensor, 3, 2, out);
  CHECK(out[0] == 4);
  CHECK(out[1] == 5);
  copy_floats(tensor, 5, 0, nullptr);
}

TEST_CASE("the first value that is not finite is found wherever it stands") {
  for (const float bad : {NAN, -NAN, INFINITY, -INFINITY}) {
    for (const size_t place : {size_t{0}, size_t{1023}, size_t{1024}, size_t{4999}}) {
      std::vector<float> values(5000, std::numeric_limits<float>::max());
      values[place] = bad;
      values[4999] = bad;
      CHECK(first_non_finite(values) == static_cast<int64_t>(place));
    }
  }
  CHECK_FALSE(first_non_finite(std::vector<float>(3000, -std::numeric_limits<float>::denorm_min())));
  CHECK_FALSE(first_non_finite({}));
}

TEST_CASE("a value that is not finite is told with its index") {
  const Tensor tensor{.name = "a.weight", .dtype = DType::f32, .shape = {2, 3, 4}, .data = {}};
  CHECK(non_finite_text(tensor, 23, NAN) == "tensor 'a.weight': NaN at [1, 2, 3]");
  CHECK(non_finite_text(tensor, 4, -INFINITY) == "tensor 'a.weight': infinity at [0, 1, 0]");
}

}  // namespace
}  // namespace electra
