// Sequences into packed batches.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "electra/model.h"

namespace electra::internal {

struct Batches {
  std::vector<PackedBatch> batches;
  std::vector<std::vector<size_t>> members;  // per batch: the indices of its sequences
};

// Fills batches up to `batch_tokens` each, longest sequences first, so that what is left for the end is small. A longer
// sequence is a batch of its own. The sequences' order has no influence on any result.
Batches make_batches(std::span<const Encoding> sequences, int64_t batch_tokens);

}  // namespace electra::internal
