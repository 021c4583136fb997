// Element-wise activation functions.
#pragma once

#include <cstdint>

#include "electra/config.h"
#include "nn/linear.h"

namespace electra::internal {

// data[i] = activation(data[i]) for i in [0, count).
void apply_activation(Activation activation, float* data, int64_t count);

// dst = activation(linear(src)); see Linear::apply. GELU is part of the product.
void apply_activated(const Linear& linear, Activation activation, ProductCache& cache, ConstRows src, Rows dst,
                     int64_t rows);

}  // namespace electra::internal
