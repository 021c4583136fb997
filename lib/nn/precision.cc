#include "electra/precision.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "nn/cpu.h"
#include "nn/linear.h"

namespace electra {

using namespace internal;

bool is_fast(Precision precision) {
  switch (precision) {
    case Precision::bf16:
      return products_features().bf16;
    case Precision::int8:
      return products_isa() == Isa::avx2 || products_isa() == Isa::avx512;
    default:
      return true;
  }
}

Precision automatic_precision() { return is_fast(Precision::int8) ? Precision::int8 : Precision::f32; }

std::string_view precision_name(Precision precision) {
  constexpr std::string_view names[] = {"f32", "bf16", "int8"};
  return names[static_cast<size_t>(precision)];
}

double measure_products(Precision precision) {
  using Clock = std::chrono::steady_clock;
  constexpr int64_t rows = 128;
  constexpr int64_t size = 512;  // the weight stays in the second-level cache, in f32 as well
  const std::vector<float> weight(static_cast<size_t>(size * size), 0.5F);
  const std::vector<float> src(static_cast<size_t>(rows * size), 0.25F);
  std::vector<float> dst(static_cast<size_t>(rows * size));
  const SingleThreadedProducts single;
  const Linear layer({size, size, weight.data(), nullptr}, precision);
  ProductCache cache;
  double best = 0.0;
  const Clock::time_point end = Clock::now() + std::chrono::milliseconds(200);
  for (Clock::time_point before = Clock::now(), now = before; now < end; before = now) {
    layer.apply(cache, {src.data(), size}, {dst.data(), size}, rows, Epilogue::none);
    now = Clock::now();
    const std::chrono::duration<double> seconds = now - before;
    best = std::max(best, 2.0 * static_cast<double>(rows * size * size) / seconds.count());
  }
  return best;
}

}  // namespace electra
