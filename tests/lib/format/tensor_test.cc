#include <doctest/doctest.h>

#include <cstring>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "format/safetensors.h"

namespace electra {

using namespace internal;

namespace {

TEST_CASE("every dtype is found by its name") {
  for (int i = 0; i <= static_cast<int>(DType::u64); ++i) {
    const auto dtype = static_cast<DType>(i);
    CHECK(dtype_by_name(dtype_name(dtype)) == dtype);
  }
  CHECK_FALSE(dtype_by_name("f32"));
  CHECK(dtype_size(DType::bf16) == 2);
  CHECK(dtype_size(DType::i64) == 8);
}

TEST_CASE("shapes read as in Python") {
  CHECK(shape_text(std::vector<int64_t>{}) == "[]");
  CHECK(shape_text(std::vector<int64_t>{1024, 256}) == "[1024, 256]");
}

TEST_CASE("elements are the product of the shape") {
  const auto elements = [](std::vector<int64_t> shape) {
    return Tensor{.name = "", .shape = shape, .data = {}}.elements();
  };
  CHECK(elements({}) == 1);
  CHECK(elements({3, 4}) == 12);
  CHECK(elements({3, 0}) == 0);
}

// The values [0, 24) in I16.
struct Counted {
  std::vector<int16_t> values = std::vector<int16_t>(24);
  explicit Counted() { std::iota(values.begin(), values.end(), int16_t{0}); }
  Tensor tensor(std::vector<int64_t> shape) const {
    return {.name = "t", .dtype = DType::i16, .shape = std::move(shape), .data = std::as_bytes(std::span(values))};
  }
};

std::vector<int16_t> values_of(std::span<const std::byte> bytes) {
  std::vector<int16_t> values(bytes.size() / sizeof(int16_t));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

TEST_CASE("rows are those of the first dimension, whatever the others are") {
  const Counted counted;
  const Tensor middle = counted.tensor({4, 6}).rows(1, 2);
  CHECK(middle.name == "t");
  CHECK(middle.dtype == DType::i16);
  CHECK(middle.shape == std::vector<int64_t>{2, 6});
  CHECK(values_of(middle.data) == std::vector<int16_t>{6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17});
  const Tensor cube = counted.tensor({4, 3, 2}).rows(3, 1);
  CHECK(cube.shape == std::vector<int64_t>{1, 3, 2});
  CHECK(values_of(cube.data) == std::vector<int16_t>{18, 19, 20, 21, 22, 23});
  CHECK(values_of(counted.tensor({24}).rows(22, 2).data) == std::vector<int16_t>{22, 23});
  CHECK(values_of(middle.rows(1, 1).data) == std::vector<int16_t>{12, 13, 14, 15, 16, 17});
}

TEST_CASE("rows may be all, and none") {
  const Counted counted;
  CHECK(values_of(counted.tensor({4, 6}).rows(0, 4).data) == counted.values);
  const Tensor none = counted.tensor({4, 6}).rows(4, 0);
  CHECK(none.shape == std::vector<int64_t>{0, 6});
  CHECK(none.data.empty());
  const Tensor empty{.name = "", .dtype = DType::f32, .shape = {3, 0}, .data = {}};
  CHECK(empty.rows(1, 2).shape == std::vector<int64_t>{2, 0});
}

TEST_CASE("the bytes of elements") {
  const Counted counted;
  const Tensor tensor = counted.tensor({4, 6});
  CHECK(values_of(tensor.bytes(5, 2)) == std::vector<int16_t>{5, 6});
  CHECK(tensor.bytes(24, 0).empty());
  const Tensor scalar{.name = "", .dtype = DType::i16, .shape = {}, .data = tensor.bytes(7, 1)};
  CHECK(values_of(scalar.bytes(0, 1)) == std::vector<int16_t>{7});
}

TEST_CASE("a name in a message is one line of bounded length") {
  CHECK(tensor_label("a.b") == "tensor 'a.b'");
  CHECK(tensor_label("a\n\x1b[31m") == "tensor 'a\\x0a\\x1b[31m'");
  std::string accents;
  for (int i = 0; i < 500; ++i) accents += "é";
  const std::string label = tensor_label("x" + accents);
  CHECK(label.size() < 220);
  CHECK(is_utf8(label));
  CHECK(label.ends_with("...'"));
}

}  // namespace
}  // namespace electra
