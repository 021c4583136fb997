#include "converters/transform.h"

#include <algorithm>
#include <cassert>
#include <cstdint>

namespace electra::converters {

using namespace internal;

namespace {

using Use = std::function<void(std::span<const float>)>;

// Elements that are handled at once. They stay in the cache between being turned over, checked and converted.
constexpr int64_t block_elements = 1 << 16;
// A kernel is read by columns. 16 floats are a cache line.
constexpr int64_t tile = 16;

// The elements where they lie, if they lie there as floats; empty: they do not.
std::span<const float> lying_floats(const Tensor& from) {
  const bool is_aligned = reinterpret_cast<uintptr_t>(from.data.data()) % alignof(float) == 0;
  if (from.dtype != DType::f32 || !is_aligned) return {};
  return {reinterpret_cast<const float*>(from.data.data()), static_cast<size_t>(from.elements())};
}

void read_plain(const Tensor& from, const Use& use) {
  std::vector<float> values;
  const int64_t elements = from.elements();
  std::span<const float> lying = lying_floats(from);
  while (!lying.empty()) {
    const auto count = std::min(static_cast<size_t>(block_elements), lying.size());
    use(lying.first(count));
    lying = lying.subspan(count);
    if (lying.empty()) return;
  }
  for (int64_t first = 0; first < elements; first += block_elements) {
    const int64_t count = std::min(block_elements, elements - first);
    values.resize(static_cast<size_t>(count));
    copy_floats(from, first, count, values.data());
    use(values);
  }
}

// A block is some columns of `from`, read in tiles.
void read_transposed(const Tensor& from, const Use& use) {
  assert(from.shape.size() == 2);
  const int64_t in = from.shape[0];
  const int64_t out = from.shape[1];
  const int64_t block = std::max(tile, block_elements / std::max<int64_t>(1, in) / tile * tile);
  std::vector<float> values;
  std::vector<float> turned;
  for (int64_t first = 0; first < out; first += block) {
    const int64_t rows = std::min(block, out - first);
    values.resize(static_cast<size_t>(tile * rows));
    turned.resize(static_cast<size_t>(rows * in));
    for (int64_t i = 0; i < in; i += tile) {
      const int64_t columns = std::min(tile, in - i);
      for (int64_t j = 0; j < columns; ++j) {
        copy_floats(from, (i + j) * out + first, rows, values.data() + j * rows);
      }
      for (int64_t row = 0; row < rows; ++row) {
        float* to = turned.data() + row * in + i;
        for (int64_t j = 0; j < columns; ++j) to[j] = values[static_cast<size_t>(j * rows + row)];
      }
    }
    use(turned);
  }
}

}  // namespace

std::vector<int64_t> transformed_shape(Transform transform, std::vector<int64_t> shape) {
  switch (transform) {
    case Transform::none:
    case Transform::row_0_from_row_1:
      break;
    case Transform::transposed:
      std::ranges::reverse(shape);
      break;
  }
  return shape;
}

void read_transformed(Transform transform, const Tensor& from, const Use& use) {
  switch (transform) {
    case Transform::none:
      return read_plain(from, use);
    case Transform::transposed:
      return read_transposed(from, use);
    case Transform::row_0_from_row_1:
      read_plain(from.rows(1, 1), use);
      return read_plain(from.rows(1, from.shape.front() - 1), use);
  }
}

}  // namespace electra::converters
