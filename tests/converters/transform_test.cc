#include "converters/transform.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <numeric>
#include <utility>

namespace electra::converters {

using namespace internal;

namespace {

using Shape = std::vector<int64_t>;
using Floats = std::vector<float>;

Floats transformed(Transform transform, Shape shape, const Floats& values) {
  const Tensor from{
      .name = "t", .dtype = DType::f32, .shape = std::move(shape), .data = std::as_bytes(std::span(values))};
  Floats result;
  read_transformed(transform, from,
                   [&](std::span<const float> block) { result.insert(result.end(), block.begin(), block.end()); });
  return result;
}

Floats counted(int64_t elements) {
  Floats values(static_cast<size_t>(elements));
  std::iota(values.begin(), values.end(), 0.0F);
  return values;
}

TEST_CASE("without a transform shape and elements stay") {
  CHECK(transformed_shape(Transform::none, {2, 3}) == Shape{2, 3});
  CHECK(transformed_shape(Transform::none, {}) == Shape{});
  CHECK(transformed(Transform::none, {2, 3}, counted(6)) == counted(6));
  CHECK(transformed(Transform::none, {}, {7}) == Floats{7});
  CHECK(transformed(Transform::none, {0, 3}, {}).empty());
  CHECK(transformed(Transform::none, {200, 1000}, counted(200'000)) == counted(200'000));  // several blocks
}

TEST_CASE("floats are given where they lie, and copied only where no float can lie") {
  Floats values = {1, 2, 3};
  const auto given = [&](size_t first_byte) {
    const Tensor from{.name = "t",
                      .dtype = DType::f32,
                      .shape = {2},
                      .data = std::as_bytes(std::span(values)).subspan(first_byte, 2 * sizeof(float))};
    bool where_they_lie = false;
    Floats result;
    read_transformed(Transform::none, from, [&](std::span<const float> block) {
      where_they_lie = static_cast<const void*>(block.data()) == from.data.data();
      result.assign(block.begin(), block.end());
    });
    return std::pair(where_they_lie, result);
  };
  CHECK(given(4) == std::pair(true, Floats{2, 3}));
  std::memmove(reinterpret_cast<char*>(values.data()) + 1, values.data(), 2 * sizeof(float));
  CHECK(given(1) == std::pair(false, Floats{1, 2}));
}

TEST_CASE("a transposed matrix has rows for columns") {
  CHECK(transformed_shape(Transform::transposed, {2, 3}) == Shape{3, 2});
  CHECK(transformed(Transform::transposed, {2, 3}, counted(6)) == Floats{0, 3, 1, 4, 2, 5});
}

TEST_CASE("a transposed matrix of any size is right in each element") {
  // Beside and at the sizes of tiles and blocks; the last has more elements in a column than a block.
  for (const Shape& shape :
       std::vector<Shape>{{1, 1}, {1, 40}, {40, 1}, {15, 17}, {16, 16}, {33, 5000}, {70'000, 18}}) {
    const int64_t in = shape[0];
    const int64_t out = shape[1];
    CAPTURE(in);
    CAPTURE(out);
    const Floats result = transformed(Transform::transposed, shape, counted(in * out));
    REQUIRE(result.size() == static_cast<size_t>(in * out));
    int64_t wrong = 0;
    for (int64_t row = 0; row < out; ++row) {
      for (int64_t column = 0; column < in; ++column) {
        const auto expected = static_cast<float>(column * out + row);
        if (result[static_cast<size_t>(row * in + column)] != expected) ++wrong;
      }
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("row 0 becomes a copy of row 1, and the others stay") {
  CHECK(transformed_shape(Transform::row_0_from_row_1, {3, 2}) == Shape{3, 2});
  CHECK(transformed(Transform::row_0_from_row_1, {3, 2}, counted(6)) == Floats{2, 3, 2, 3, 4, 5});
  CHECK(transformed(Transform::row_0_from_row_1, {2, 1}, counted(2)) == Floats{1, 1});
}

TEST_CASE("elements of a smaller type are widened") {
  const std::vector<uint16_t> halves = {0x3C00, 0x4000, 0x4200, 0x4400};  // 1, 2, 3, 4 in F16
  const Tensor from{.name = "t", .dtype = DType::f16, .shape = {2, 2}, .data = std::as_bytes(std::span(halves))};
  Floats result;
  read_transformed(Transform::transposed, from,
                   [&](std::span<const float> block) { result.insert(result.end(), block.begin(), block.end()); });
  CHECK(result == Floats{1, 3, 2, 4});
}

}  // namespace
}  // namespace electra::converters
