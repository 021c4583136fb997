// Partitioned variables: pieces of one tensor that are stored as tensors of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace electra::converters {

// A box inside a tensor. Both have one element per dimension.
struct TfSlice {
  std::vector<int64_t> start;
  std::vector<int64_t> length;
};

// The key of a slice's entry in the index. A dimension that the slice covers wholly may be stored with the length -1;
// then `slice` has -1 here. (TensorFlow's EncodeTensorNameSlice: ordered codes of 0, the name, the rank, the extents.)
std::string slice_key(std::string_view name, const TfSlice& slice);

// "" if the slices cover a tensor of this shape exactly, else the fault: one reaches out, two overlap, some is missing.
// REQUIRES: all have the shape's rank.
std::string slices_fault(std::span<const int64_t> shape, std::span<const TfSlice> slices);

// Copies the elements of a slice, which follow each other in `from`, to their places in the whole tensor.
// REQUIRES: both have the sizes of their shapes; the slice lies inside.
void place_slice(std::span<const int64_t> shape, const TfSlice& slice, size_t element_size,
                 std::span<const std::byte> from, std::byte* whole);

}  // namespace electra::converters
