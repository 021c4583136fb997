#include "nn/linear.h"

#include <omp.h>

#include <cassert>

namespace electra::internal {
namespace {

std::unique_ptr<PackedLinear> pack(const LinearWeights& weights, Precision precision, Arena* arena) {
  switch (precision) {
    case Precision::bf16:
      return pack_bf16(weights, arena);
    case Precision::int8:
      return pack_int8(weights, arena);
    default:
      return pack_f32(weights, arena);
  }
}

}  // namespace

SingleThreadedProducts::SingleThreadedProducts() : previous_(omp_get_max_threads()) { omp_set_num_threads(1); }
SingleThreadedProducts::~SingleThreadedProducts() { omp_set_num_threads(previous_); }

Linear::Linear(const LinearWeights& weights, Precision precision, Arena* arena)
    : in_(weights.in), out_(weights.out), precision_(precision), packed_(pack(weights, precision, arena)) {}

Linear::Linear(const QuantisedWeights& weights, Arena* arena)
    : in_(weights.in), out_(weights.out()), precision_(Precision::int8), packed_(pack_int8(weights, arena)) {}

void Linear::apply(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const {
  assert(omp_get_max_threads() == 1);  // a SingleThreadedProducts must live
  assert(src.stride == in_ && dst.stride == out_);
  packed_->apply(cache, src, dst, rows, epilogue);
}

}  // namespace electra::internal
