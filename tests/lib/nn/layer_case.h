// Random numbers for one linear layer and some rows of its input.
#pragma once

#include <cstdint>
#include <vector>

#include "lib/nn/compare.h"
#include "nn/linear.h"

namespace electra {

inline constexpr internal::Epilogue epilogues[] = {internal::Epilogue::none, internal::Epilogue::gelu,
                                                   internal::Epilogue::add};

// What an epilogue makes of y, which is `value` give or take `bound`; added to 1 where it is added to something. The
// slope of gelu is at most 1.13.
inline Bounded finish(double value, double bound, internal::Epilogue epilogue) {
  if (epilogue == internal::Epilogue::add) return {value + 1.0, bound + float_epsilon * (std::abs(value) + 2.0)};
  if (epilogue == internal::Epilogue::none) return {value, bound};
  return {0.5 * value * (1.0 + std::erf(value / std::sqrt(2.0))), 1.13 * bound + 2e-6 * std::abs(value)};
}

struct LayerCase {
  LayerCase(int64_t layer_in, int64_t layer_out, int64_t case_rows)
      : in(layer_in),
        out(layer_out),
        rows(case_rows),
        weight(random_floats(in * out, 1)),
        bias(random_floats(out, 2)),
        src(random_floats(rows * in, 3)) {}

  internal::LinearWeights weights() const { return {in, out, weight.data(), bias.data()}; }

  int64_t in, out, rows;
  std::vector<float> weight, bias, src;
  internal::SingleThreadedProducts single;
};

}  // namespace electra
