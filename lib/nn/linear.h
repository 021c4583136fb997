// Linear layers: dst = epilogue(src W^T + b), on oneDNN's matrix products.
//
// Weights are packed once into the blocked layout that the products want and are then read-only: any number of threads
// may apply one Linear at the same time, each with its own ProductCache.
#pragma once

#include <cstdint>
#include <memory>

#include "base/arena.h"
#include "nn/rows.h"

namespace electra::internal {

// Products run on groups of this many rows: the last group is filled up with whatever lies behind it. Buffers that a
// Linear reads or writes need padded_rows(rows) rows.
inline constexpr int64_t row_group = 8;
constexpr int64_t padded_rows(int64_t rows) { return (rows + row_group - 1) / row_group * row_group; }

enum class Epilogue {
  none,  // dst = y
  gelu,  // dst = gelu(y), with erf
  add,   // dst = dst + y, the residual connection
};

// The compiled products of one thread, made on demand, and their scratch memory. Not thread-safe.
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
  // this.
  Linear(int64_t in, int64_t out, const float* weight, const float* bias, Arena* arena = nullptr);
  Linear(Linear&&) noexcept;
  Linear& operator=(Linear&&) noexcept;
  ~Linear();

  int64_t in() const { return in_; }
  int64_t out() const { return out_; }

  // src [rows, in], dst [rows, out]. The bits of a row do not depend on the others. REQUIRES: room for
  // padded_rows(rows) rows on both sides; src and dst do not overlap; their strides are in and out: oneDNN 2.6 has no
  // fast product for others.
  void apply(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const;

 private:
  struct Packed;
  void apply_once(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const;
  void apply_few(ProductCache& cache, ConstRows src, Rows dst, Epilogue epilogue) const;

  int64_t in_;
  int64_t out_;
  std::unique_ptr<Packed> packed_;
};

}  // namespace electra::internal
