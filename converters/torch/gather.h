// Elements that lie at strides, put side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace electra::converters {

struct StridedShape {
  std::span<const int64_t> shape;
  std::span<const int64_t> strides;  // in elements, one per dimension; that of a dimension of 1 may be anything
  size_t element_bytes;
};

// Copies all elements, row-major, to `to`, which has room for them. Thread-safe. REQUIRES: all of them lie in `from`,
// the first one at its begin.
void gather(std::span<const std::byte> from, const StridedShape& layout, std::byte* to);

// Turns the bytes of each element round. REQUIRES: whole elements.
void reverse_elements(std::span<std::byte> bytes, size_t element_bytes);

}  // namespace electra::converters
