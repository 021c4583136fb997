// What a caller may hand to a Runner, checked before anything is computed.
#pragma once

#include "model/loaded_model.h"

namespace electra::internal {

// Throws Error(usage) for vectors whose sizes contradict each other, rows outside the batch and rows of a head that
// answers for whole sequences; Error(input) for ids, types and positions outside the model's tables.
void check_batch(const PackedBatch& batch, const Request& request, const LoadedModel& model);

}  // namespace electra::internal
