// The losses of torch.nn.BCEWithLogitsLoss, CrossEntropyLoss and MSELoss, summed in double.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

#include "electra/losses.h"

namespace electra {

namespace {

// -ln of the probability of `target` where `logit` is x: max(x, 0) - x y + ln(1 + e^-|x|), no power of a large number.
double binary_cross_entropy(double logit, double target) {
  return std::max(logit, 0.0) - logit * target + std::log1p(std::exp(-std::abs(logit)));
}

template <typename Difference>
float mean_of(std::span<const float> logits, std::span<const float> targets, Difference difference) {
  assert(logits.size() == targets.size());
  double sum = 0.0;
  for (size_t i = 0; i < logits.size(); ++i) sum += difference(logits[i], targets[i]);
  return static_cast<float>(sum / static_cast<double>(logits.size()));
}

}  // namespace

float replaced_token_loss(std::span<const float> logits, std::span<const int64_t> labels,
                          std::span<const uint8_t> mask) {
  assert(logits.size() == labels.size() && (mask.empty() || mask.size() == logits.size()));
  double sum = 0.0;
  int64_t count = 0;
  for (size_t i = 0; i < logits.size(); ++i) {
    if (!mask.empty() && mask[i] == 0) continue;
    sum += binary_cross_entropy(logits[i], static_cast<double>(labels[i]));
    ++count;
  }
  return static_cast<float>(sum / static_cast<double>(count));
}

float cross_entropy_loss(std::span<const float> logits, int64_t classes, std::span<const int64_t> labels) {
  assert(logits.size() == labels.size() * static_cast<size_t>(classes));
  double sum = 0.0;
  int64_t count = 0;
  for (size_t row = 0; row < labels.size(); ++row) {
    if (labels[row] == ignored_label) continue;
    assert(0 <= labels[row] && labels[row] < classes);
    const auto scores = logits.subspan(row * static_cast<size_t>(classes), static_cast<size_t>(classes));
    const double highest = *std::ranges::max_element(scores);
    double total = 0.0;
    for (const float score : scores) total += std::exp(score - highest);
    sum += highest + std::log(total) - scores[static_cast<size_t>(labels[row])];
    ++count;
  }
  return count == 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(sum / static_cast<double>(count));
}

float multi_label_loss(std::span<const float> logits, std::span<const float> targets) {
  return mean_of(logits, targets, binary_cross_entropy);
}

float squared_error_loss(std::span<const float> logits, std::span<const float> targets) {
  return mean_of(logits, targets, [](double logit, double target) { return (logit - target) * (logit - target); });
}

float position_loss(std::span<const float> logits, int64_t length, std::span<const int64_t> positions) {
  std::vector<int64_t> labels(positions.begin(), positions.end());
  for (int64_t& label : labels) label = label < length ? std::max<int64_t>(label, 0) : ignored_label;
  return cross_entropy_loss(logits, length, labels);
}

}  // namespace electra
