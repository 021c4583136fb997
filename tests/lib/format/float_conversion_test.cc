#include "format/float_conversion.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace electra {

using namespace internal;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

float read(DType dtype, uint16_t bits) {
  float value = 0;
  copy_floats({.name = "x", .dtype = dtype, .shape = {1}, .data = std::as_bytes(std::span(&bits, 1))}, 0, 1, &value);
  return value;
}

uint16_t write(DType dtype, float value) {
  uint16_t bits = 0;
  convert_floats(std::span(&value, 1), dtype, reinterpret_cast<std::byte*>(&bits));
  return bits;
}

bool fits(DType dtype, float value) {
  uint16_t bits = 0;
  return convert_floats(std::span(&value, 1), dtype, reinterpret_cast<std::byte*>(&bits));
}

TEST_CASE("every value of a small type survives the way there and back") {
  for (const DType dtype : {DType::f16, DType::bf16}) {
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
      const float value = read(dtype, static_cast<uint16_t>(bits));
      const uint16_t back = write(dtype, value);
      if (std::isnan(value)) {
        REQUIRE(std::isnan(read(dtype, back)));
      } else {
        REQUIRE(back == bits);
      }
    }
  }
}

// Halfway between two neighbours the even one is right; next to halfway the nearer one.
TEST_CASE("values between two neighbours round to the nearest, ties to even") {
  for (const DType dtype : {DType::f16, DType::bf16}) {
    const uint32_t largest = dtype == DType::f16 ? 0x7BFF : 0x7F7F;
    for (uint32_t bits = 0; bits < largest; ++bits) {
      const float low = read(dtype, static_cast<uint16_t>(bits));
      const float high = read(dtype, static_cast<uint16_t>(bits + 1));
      const float middle = low + (high - low) / 2;
      REQUIRE(write(dtype, middle) == (bits % 2 == 0 ? bits : bits + 1));
      REQUIRE(write(dtype, std::nextafter(middle, 0.0F)) == bits);
      REQUIRE(write(dtype, std::nextafter(middle, infinity)) == bits + 1);
      REQUIRE(write(dtype, -middle) == (write(dtype, middle) | 0x8000));
    }
  }
}

TEST_CASE("what is out of range becomes an infinity and is reported") {
  CHECK(fits(DType::f16, 65519.0F));
  CHECK_FALSE(fits(DType::f16, 65520.0F));
  CHECK_FALSE(fits(DType::f16, -1e30F));
  CHECK(write(DType::f16, 1e30F) == 0x7C00);
  CHECK(write(DType::f16, -1e30F) == 0xFC00);
  CHECK(fits(DType::bf16, 3.38e38F));
  CHECK_FALSE(fits(DType::bf16, std::numeric_limits<float>::max()));
  for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
    float out = 0;
    CHECK(convert_floats(std::vector<float>{infinity}, dtype, reinterpret_cast<std::byte*>(&out)));
  }
}

TEST_CASE("f32 is copied bit for bit") {
  const std::vector<float> values = {1.5F, -0.0F, std::bit_cast<float>(0x7FC12345U), 1e-45F};
  std::vector<float> out(values.size());
  CHECK(convert_floats(values, DType::f32, reinterpret_cast<std::byte*>(out.data())));
  CHECK(std::memcmp(out.data(), values.data(), sizeof(float) * values.size()) == 0);
}

}  // namespace
}  // namespace electra
