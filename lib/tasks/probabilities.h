// Logits as probabilities.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace electra::internal {

inline float sigmoid(float logit) { return 1.0F / (1.0F + std::exp(-logit)); }

// In place, summed in double.
inline void softmax(std::span<float> logits) {
  if (logits.empty()) return;
  const float highest = *std::ranges::max_element(logits);
  double total = 0.0;
  for (const float logit : logits) total += std::exp(double{logit} - double{highest});
  for (float& logit : logits) logit = static_cast<float>(std::exp(double{logit} - double{highest}) / total);
}

// What the softmax divides by, summed in double: for the probabilities of a few of many logits.
struct SoftmaxSum {
  explicit SoftmaxSum(std::span<const float> logits) : highest(*std::ranges::max_element(logits)) {
    for (const float logit : logits) total += std::exp(logit - highest);
  }
  double probability(float logit) const { return std::exp(logit - highest) / total; }
  double log_probability(float logit) const { return double{logit} - highest - std::log(total); }

  float highest;
  double total = 0.0;
};

}  // namespace electra::internal
