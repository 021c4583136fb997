#include "cli/forward/tensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

template <typename Element>
void widen(const Tensor& tensor, std::vector<int64_t>& out) {
  for (size_t i = 0; i < out.size(); ++i) {
    Element element;
    std::memcpy(&element, tensor.bytes(static_cast<int64_t>(i), 1).data(), sizeof element);
    out[i] = static_cast<int64_t>(element);
  }
}

}  // namespace

const Tensor* CaseTensors::find(std::string_view input) const {
  return file_.find(name_.empty() ? std::string(input) : name_ + "/" + std::string(input));
}

void CaseTensors::refuse(const Tensor& tensor, const std::string& fault) const {
  throw Error(ErrorKind::input, fmt::format("{}: {}: {}", file_.path().string(), tensor_label(tensor.name), fault));
}

void CaseTensors::check_shape(const Tensor& tensor, std::initializer_list<Shape> accepted) const {
  if (std::ranges::find(accepted, tensor.shape) != accepted.end()) return;
  std::string expected;
  for (const Shape& shape : accepted) {
    if (shape == *accepted.begin() && !expected.empty()) continue;  // [1, length] of a batch of one
    expected += (expected.empty() ? "" : " or ") + shape_text(shape);
  }
  refuse(tensor, fmt::format("shape {}, expected {}", shape_text(tensor.shape), expected));
}

std::vector<int64_t> CaseTensors::integers(const Tensor& tensor) const {
  std::vector<int64_t> values(static_cast<size_t>(tensor.elements()));
  switch (tensor.dtype) {
    case DType::i64:
      widen<int64_t>(tensor, values);
      break;
    case DType::i32:
      widen<int32_t>(tensor, values);
      break;
    case DType::u8:
    case DType::boolean:
      widen<uint8_t>(tensor, values);
      break;
    default:
      refuse(tensor, fmt::format("dtype {}, expected I64, I32, U8 or BOOL", dtype_name(tensor.dtype)));
  }
  return values;
}

std::vector<int32_t> CaseTensors::ids(const Tensor& tensor) const {
  const std::vector<int64_t> wide = integers(tensor);
  for (const int64_t value : wide) {
    if (value < 0 || value > std::numeric_limits<int32_t>::max())
      refuse(tensor, fmt::format("impossible id {}", value));
  }
  return {wide.begin(), wide.end()};
}

std::vector<float> CaseTensors::floats(const Tensor& tensor) const {
  std::vector<float> values(static_cast<size_t>(tensor.elements()));
  if (is_float_dtype(tensor.dtype)) {
    copy_floats(tensor, 0, tensor.elements(), values.data());
  } else {
    const std::vector<int64_t> whole = integers(tensor);
    std::ranges::transform(whole, values.begin(), [](int64_t value) { return static_cast<float>(value); });
  }
  return values;
}

}  // namespace electra::cli
