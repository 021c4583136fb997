// Tensors of files: dtype, shape, and bytes that somebody else holds; their elements as floats; how messages name them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace electra::internal {

// In ascending order of alignment, as the reference has them: the order of tensors in a written file depends on it.
enum class DType { boolean, u8, i8, i16, u16, f16, bf16, i32, u32, f32, f64, i64, u64 };

std::string_view dtype_name(DType dtype);  // the container's name, "F32"
size_t dtype_size(DType dtype);            // bytes per element
std::optional<DType> dtype_by_name(std::string_view name);
std::string dtype_names();         // all of them, "BOOL, U8, ..."
bool is_float_dtype(DType dtype);  // F32, F16, BF16, F64

struct Tensor {
  std::string name;
  DType dtype = DType::f32;
  std::vector<int64_t> shape;       // empty: a scalar
  std::span<const std::byte> data;  // of the mapped file (at any alignment), or of the caller when writing
  // Of a quantised weight, I8, alone: the F32 that the values of each row are to be multiplied with. Its data are
  // panels (base/quantise.h), those of the shape.
  std::span<const std::byte> scales = {};

  int64_t elements() const;
  // The bytes of elements [first, first + count). REQUIRES: the tensor has these elements and their data, row by row.
  std::span<const std::byte> bytes(int64_t first, int64_t count) const;
  // Rows [first, first + count) of the first dimension, with the name of the whole: a view of the same data. REQUIRES:
  // the tensor has these rows and their data, row by row.
  Tensor rows(int64_t first, int64_t count) const;
};

// Whether its elements can be read as floats.
bool has_floats(const Tensor& tensor);

std::string shape_text(std::span<const int64_t> shape);  // "[1024, 256]"
int64_t elements_of(std::span<const int64_t> shape);     // 1 of a scalar

// "tensor 'NAME'"
std::string tensor_label(std::string_view name);

// Elements of an F32, F16, BF16, F64 or quantised tensor as float; `out` has `count` of them, from element `first` on.
// Exact, subnormals, infinities and NaNs included; F64 is rounded to nearest, to an infinity beyond the largest float.
// REQUIRES: has_floats(tensor), first + count <= elements().
void copy_floats(const Tensor& tensor, int64_t first, int64_t count, float* out);

// The index of the first NaN or infinity, or nothing. Runs at the speed of reading memory.
std::optional<int64_t> first_non_finite(std::span<const float> values);

// "tensor 'NAME': NaN at [3, 7]", a warning for the element that first_non_finite found.
std::string non_finite_text(const Tensor& tensor, int64_t element, float value);

}  // namespace electra::internal
