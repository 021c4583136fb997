#include "tests/bench/gemm_peak.h"

#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <dnnl.hpp>
#include <vector>

namespace electra::bench {
namespace {

using dnnl::memory;
using Clock = std::chrono::steady_clock;

// GFLOP/s of [rows, in] x [in, out] with weights in the layout that oneDNN likes best.
double measure(int64_t rows, int64_t in, int64_t out, double seconds) {
  constexpr auto f32 = memory::data_type::f32;
  const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  dnnl::stream stream(cpu);
  const memory::desc src_desc({rows, in}, f32, memory::format_tag::ab);
  const memory::desc weight_desc({in, out}, f32, memory::format_tag::any);
  const memory::desc dst_desc({rows, out}, f32, memory::format_tag::ab);
#if DNNL_VERSION_MAJOR >= 3
  const dnnl::matmul::primitive_desc description(cpu, src_desc, weight_desc, dst_desc);
#else
  const dnnl::matmul::primitive_desc description({src_desc, weight_desc, dst_desc}, cpu);
#endif
  const auto filled = [&](const memory::desc& desc) {
    memory result(desc, cpu);
    float* values = static_cast<float*>(result.get_data_handle());
    for (size_t i = 0; i < desc.get_size() / sizeof(float); ++i) values[i] = static_cast<float>(i % 64) / 64.0F - 0.5F;
    return result;
  };
  memory src = filled(src_desc);
  memory weight = filled(description.weights_desc());
  memory dst = filled(dst_desc);
  const dnnl::matmul product(description);
  double best = 1e9;
  const auto begin = Clock::now();
  const auto elapsed = [](Clock::time_point since) {
    return std::chrono::duration<double>(Clock::now() - since).count();
  };
  while (elapsed(begin) < seconds) {
    const auto start = Clock::now();
    product.execute(stream, {{DNNL_ARG_SRC, src}, {DNNL_ARG_WEIGHTS, weight}, {DNNL_ARG_DST, dst}});
    stream.wait();
    best = std::min(best, elapsed(start));
  }
  return 2.0 * static_cast<double>(rows * in * out) / best / 1e9;
}

}  // namespace

double gemm_peak(double seconds) {
  const int threads = omp_get_max_threads();
  omp_set_num_threads(1);
  double best = 0.0;
  constexpr int64_t shapes[][3] = {{512, 256, 256}, {512, 256, 1024}, {512, 1024, 256},
                                   {512, 768, 768}, {512, 768, 3072}, {512, 3072, 768}};
  for (const auto& [rows, in, out] : shapes) best = std::max(best, measure(rows, in, out, seconds));
  omp_set_num_threads(threads);
  return best;
}

}  // namespace electra::bench
