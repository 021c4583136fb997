#include "model/top_log_probs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace electra::internal {

std::vector<float> log_softmax(std::span<const float> logits) {
  const float highest = *std::ranges::max_element(logits);
  double sum = 0.0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit - highest));
  const auto log_sum = static_cast<float>(std::log(sum));
  std::vector<float> result(logits.begin(), logits.end());
  for (float& value : result) value = value - highest - log_sum;
  return result;
}

TopLogProbs top_log_probs(std::span<const float> logits, int64_t count) {
  const std::vector<float> all = log_softmax(logits);
  const auto rank = [&](int32_t index) {
    const float value = all[static_cast<size_t>(index)];
    return std::isnan(value) ? -std::numeric_limits<float>::infinity() : value;
  };
  TopLogProbs top;
  top.index.resize(all.size());
  std::iota(top.index.begin(), top.index.end(), 0);
  const auto end = top.index.begin() + std::min(count, std::ssize(all));
  std::partial_sort(top.index.begin(), end, top.index.end(),
                    [&](int32_t a, int32_t b) { return rank(a) != rank(b) ? rank(a) > rank(b) : a < b; });
  top.index.erase(end, top.index.end());
  for (const int32_t index : top.index) top.log_probs.push_back(all[static_cast<size_t>(index)]);
  return top;
}

}  // namespace electra::internal
