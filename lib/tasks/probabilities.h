// Logits as probabilities.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace electra::internal {

// In place, summed in double.
inline void softmax(std::span<float> logits) {
  if (logits.empty()) return;
  const float highest = *std::ranges::max_element(logits);
  double total = 0.0;
  for (const float logit : logits) total += std::exp(double{logit} - double{highest});
  for (float& logit : logits) logit = static_cast<float>(std::exp(double{logit} - double{highest}) / total);
}

}  // namespace electra::internal
