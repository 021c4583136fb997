// How the elements of a variable become those of a tensor. A new way is a value here, and in transform.cc the shape and
// the elements that it gives.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "format/tensor.h"

namespace electra::converters {

enum class Transform {
  none,
  transposed,        // a matrix [in, out] becomes [out, in], as kernels do
  row_0_from_row_1,  // the first row becomes a copy of the second; needs two rows
};

// Of what a variable of `shape` becomes.
std::vector<int64_t> transformed_shape(Transform transform, std::vector<int64_t> shape);

// Gives the elements of `from` to `use` as floats, in the order that they have afterwards and in blocks that stay in
// the cache. REQUIRES: a float dtype, and a shape that `transform` can take.
void read_transformed(Transform transform, const internal::Tensor& from,
                      const std::function<void(std::span<const float>)>& use);

}  // namespace electra::converters
