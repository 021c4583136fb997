// What a caller may hand to a Runner, checked before anything is computed.
#pragma once

#include "electra/model.h"

namespace electra {

// Throws Error(usage) for vectors whose sizes contradict each other and rows outside the batch, Error(input) for ids,
// types and positions outside the model's tables.
void check_batch(const PackedBatch& batch, const Request& request, const Config& config);

}  // namespace electra
