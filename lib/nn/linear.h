// Linear layers: dst = epilogue(src W^T + b). The products are oneDNN's where the CPU has AVX-512, whose kernels there
// keep a row's bits whatever the number of rows. Those that it has for other CPUs do not, and ours are faster
// (panel_product.h).
//
// Weights are packed once into the blocked layout that the products want and are then read-only: any number of threads
// may apply one Linear at the same time, each with its own ProductCache.
#pragma once

#include <cstdint>
#include <memory>

#include "base/arena.h"
#include "nn/epilogue.h"
#include "nn/rows.h"

namespace electra::internal {

// oneDNN's products run on groups of this many rows: the last group is filled up with whatever lies behind it. Buffers
// that a Linear reads or writes need padded_rows(rows) rows.
inline constexpr int64_t row_group = 8;
constexpr int64_t padded_rows(int64_t rows) { return (rows + row_group - 1) / row_group * row_group; }

// oneDNN's products of one thread, compiled on demand, and their scratch memory. Not thread-safe.
class ProductCache {
 public:
  ProductCache();
  ~ProductCache();
  ProductCache(const ProductCache&) = delete;
  ProductCache& operator=(const ProductCache&) = delete;

 private:
  friend class Linear;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// While one lives, products of the calling thread use that thread alone. Every thread that applies or packs a Linear
// holds one; the setting it found is put back at the end.
class SingleThreadedProducts {
 public:
  SingleThreadedProducts();
  ~SingleThreadedProducts();
  SingleThreadedProducts(const SingleThreadedProducts&) = delete;
  SingleThreadedProducts& operator=(const SingleThreadedProducts&) = delete;

 private:
  int previous_;
};

class Linear {
 public:
  // weight [out, in], bias [out] or null for none; both are copied, into `arena` if there is one, which must outlive
  // this. Throws std::bad_alloc.
  Linear(int64_t in, int64_t out, const float* weight, const float* bias, Arena* arena = nullptr);
  Linear(Linear&&) noexcept;
  Linear& operator=(Linear&&) noexcept;
  ~Linear();

  int64_t in() const { return in_; }
  int64_t out() const { return out_; }

  // src [rows, in], dst [rows, out]. The bits of a row do not depend on the others. REQUIRES: room for
  // padded_rows(rows) rows on both sides; src and dst do not overlap; their strides are in and out: oneDNN 2.6 has no
  // fast product for others. Throws std::bad_alloc.
  void apply(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const;

 private:
  struct Packed;
  void apply_onednn(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const;

  int64_t in_;
  int64_t out_;
  std::unique_ptr<Packed> packed_;
};

}  // namespace electra::internal
