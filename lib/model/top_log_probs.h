// The most probable classes under a softmax.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace electra::internal {

// ln softmax(logits), of the same size. REQUIRES: not empty.
std::vector<float> log_softmax(std::span<const float> logits);

struct TopLogProbs {
  std::vector<int32_t> index;    // best first, equal ones in ascending order
  std::vector<float> log_probs;  // theirs
};

// The `count` best, or all if there are fewer. NaN comes last.
TopLogProbs top_log_probs(std::span<const float> logits, int64_t count);

}  // namespace electra::internal
