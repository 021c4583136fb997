#include "converters/torch/gather.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <vector>

namespace electra::converters {
namespace {

// One run of the last dimension.
std::byte* copy_row(const std::byte* from, size_t count, size_t step, size_t element_bytes, std::byte* to) {
  if (step == element_bytes) {
    std::memcpy(to, from, count * element_bytes);
    return to + count * element_bytes;
  }
  for (size_t i = 0; i < count; ++i, to += element_bytes) std::memcpy(to, from + i * step, element_bytes);
  return to;
}

}  // namespace

void gather(std::span<const std::byte> from, const StridedShape& layout, std::byte* to) {
  const size_t rank = layout.shape.size();
  if (std::ranges::find(layout.shape, 0) != layout.shape.end()) return;
  assert(from.size() >= layout.element_bytes);
  if (rank == 0) {
    std::memcpy(to, from.data(), layout.element_bytes);
    return;
  }
  const auto bytes = [&](size_t axis) { return static_cast<size_t>(layout.strides[axis]) * layout.element_bytes; };
  const auto columns = static_cast<size_t>(layout.shape[rank - 1]);
  std::vector<int64_t> index(rank - 1);  // of the row
  size_t at = 0;
  for (;;) {
    to = copy_row(from.data() + at, columns, bytes(rank - 1), layout.element_bytes, to);
    size_t axis = rank - 1;
    for (; axis > 0; --axis) {
      at += bytes(axis - 1);
      if (++index[axis - 1] < layout.shape[axis - 1]) break;
      at -= static_cast<size_t>(layout.shape[axis - 1]) * bytes(axis - 1);
      index[axis - 1] = 0;
    }
    if (axis == 0) return;
  }
}

void reverse_elements(std::span<std::byte> bytes, size_t element_bytes) {
  if (element_bytes < 2) return;
  for (size_t at = 0; at < bytes.size(); at += element_bytes) {
    std::ranges::reverse(bytes.subspan(at, element_bytes));
  }
}

}  // namespace electra::converters
