#include <doctest/doctest.h>

#include <string>
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
