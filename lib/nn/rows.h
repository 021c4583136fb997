// Views of matrix rows, the common currency of the kernels.
#pragma once

#include <cstdint>

namespace electra::internal {

// Rows of floats, `stride` floats apart.
struct Rows {
  float* data = nullptr;
  int64_t stride = 0;
  Rows from(int64_t row) const { return {data + row * stride, stride}; }
  Rows columns(int64_t first) const { return {data + first, stride}; }
};

struct ConstRows {
  const float* data = nullptr;
  int64_t stride = 0;
  ConstRows() = default;
  ConstRows(const float* rows, int64_t row_stride) : data(rows), stride(row_stride) {}
  ConstRows(Rows rows) : data(rows.data), stride(rows.stride) {}  // NOLINT: what may be written may be read
  ConstRows from(int64_t row) const { return {data + row * stride, stride}; }
  ConstRows columns(int64_t first) const { return {data + first, stride}; }
};

}  // namespace electra::internal
