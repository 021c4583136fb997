// The machine's speed limit for matrix products.
#pragma once

namespace electra::bench {

// The best GFLOP/s that oneDNN reaches on one thread over f32 products of the encoder's shapes, each run for about
// `seconds`.
double gemm_peak(double seconds);

}  // namespace electra::bench
