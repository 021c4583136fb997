// Numbers that are numbers: what no task may make an answer of is refused where it leaves the runner. Thread-safe, but
// for the runner, which serves one caller at a time.
#pragma once

#include <functional>
#include <span>

#include "electra/model.h"

namespace electra::internal {

// Throws Error(input) if one of them is NaN or infinite.
void require_finite(std::span<const float> values);

// Runner::run, whose outputs are checked before they are consumed, the hidden states of single layers and attentions
// apart. Throws Error(input) for one that holds NaN or an infinite number: no head gives these with sound weights,
// since what may not be chosen loses 1000, and is not set to minus infinity.
void run_finite(Runner& runner, std::span<const PackedBatch> batches, std::span<const Request> requests,
                const std::function<void(size_t batch, Output output)>& consume);

}  // namespace electra::internal
