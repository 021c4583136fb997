// Element-wise activation functions.
#pragma once

#include <cstdint>

#include "electra/config.h"

namespace electra {

// data[i] = activation(data[i]) for i in [0, count).
void apply_activation(Activation activation, float* data, int64_t count);

}  // namespace electra
