// Linear layers: dst = epilogue(src W^T + b), rows of floats in and out. What numbers the product is made of is known
// to nobody else.
//
// Weights are packed once into the blocked layout that the products want and are then read-only: any number of threads
// may apply one Linear at the same time, each with its own ProductCache.
#pragma once

#include <cstdint>
#include <memory>

#include "base/arena.h"
#include "electra/precision.h"
#include "nn/epilogue.h"
#include "nn/packed_linear.h"
#include "nn/rows.h"

namespace electra::internal {

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
  // The weights are copied, into `arena` if there is one, which must outlive this. Throws std::bad_alloc.
  explicit Linear(const LinearWeights& weights, Precision precision = Precision::f32, Arena* arena = nullptr);
  // int8, with panels that may stay where they are.
  explicit Linear(const QuantisedWeights& weights, Arena* arena = nullptr);

  int64_t in() const { return in_; }
  int64_t out() const { return out_; }
  Precision precision() const { return precision_; }

  // src [rows, in], dst [rows, out]. The bits of a row do not depend on the others. REQUIRES: room for
  // padded_rows(rows) rows on both sides; src and dst do not overlap; their strides are in and out: oneDNN 2.6 has no
  // fast product for others. Throws std::bad_alloc.
  void apply(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const;

 private:
  int64_t in_;
  int64_t out_;
  Precision precision_;
  std::unique_ptr<PackedLinear> packed_;
};

}  // namespace electra::internal
