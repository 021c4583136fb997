// Dtypes, shapes and names of tensors.
#include "format/tensor.h"

#include <fmt/core.h>

#include <cassert>
#include <iterator>

#include "base/quote.h"

namespace electra::internal {
namespace {

struct DTypeInfo {
  DType dtype;
  std::string_view name;
  size_t size;
};

// In the order of the enumeration.
constexpr DTypeInfo dtypes[] = {
    {DType::boolean, "BOOL", 1}, {DType::u8, "U8", 1},   {DType::i8, "I8", 1},     {DType::i16, "I16", 2},
    {DType::u16, "U16", 2},      {DType::f16, "F16", 2}, {DType::bf16, "BF16", 2}, {DType::i32, "I32", 4},
    {DType::u32, "U32", 4},      {DType::f32, "F32", 4}, {DType::f64, "F64", 8},   {DType::i64, "I64", 8},
    {DType::u64, "U64", 8},
};
static_assert(std::size(dtypes) == static_cast<size_t>(DType::u64) + 1);

}  // namespace

std::string_view dtype_name(DType dtype) { return dtypes[static_cast<size_t>(dtype)].name; }
size_t dtype_size(DType dtype) { return dtypes[static_cast<size_t>(dtype)].size; }

std::optional<DType> dtype_by_name(std::string_view name) {
  for (const DTypeInfo& known : dtypes) {
    if (known.name == name) return known.dtype;
  }
  return std::nullopt;
}

std::string dtype_names() {
  std::string names;
  for (const DTypeInfo& known : dtypes) {
    if (!names.empty()) names += ", ";
    names += known.name;
  }
  return names;
}

bool is_float_dtype(DType dtype) {
  return dtype == DType::f32 || dtype == DType::f16 || dtype == DType::bf16 || dtype == DType::f64;
}

bool has_floats(const Tensor& tensor) { return is_float_dtype(tensor.dtype) || !tensor.scales.empty(); }

int64_t elements_of(std::span<const int64_t> shape) {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  return count;
}

int64_t Tensor::elements() const { return elements_of(shape); }

std::span<const std::byte> Tensor::bytes(int64_t first, int64_t count) const {
  assert(first >= 0 && count >= 0 && first <= elements() && count <= elements() - first);
  const size_t size = dtype_size(dtype);
  assert(data.size() == static_cast<size_t>(elements()) * size);
  return data.subspan(static_cast<size_t>(first) * size, static_cast<size_t>(count) * size);
}

Tensor Tensor::rows(int64_t first, int64_t count) const {
  assert(!shape.empty() && first >= 0 && count >= 0 && first <= shape.front() && count <= shape.front() - first);
  Tensor part{.name = name, .dtype = dtype, .shape = shape, .data = {}};
  part.shape.front() = 1;
  const int64_t row = part.elements();
  part.shape.front() = count;
  part.data = bytes(first * row, count * row);
  return part;
}

std::string shape_text(std::span<const int64_t> shape) {
  std::string text = "[";
  for (const int64_t size : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

std::string tensor_label(std::string_view name) { return "tensor " + quote(name); }

std::string non_finite_text(const Tensor& tensor, int64_t element, float value) {
  std::vector<int64_t> index(tensor.shape.size());
  for (size_t axis = index.size(); axis-- > 0;) {
    index[axis] = element % tensor.shape[axis];
    element /= tensor.shape[axis];
  }
  const char* kind = value != value ? "NaN" : "infinity";
  return fmt::format("{}: {} at {}", tensor_label(tensor.name), kind, shape_text(index));
}

}  // namespace electra::internal
