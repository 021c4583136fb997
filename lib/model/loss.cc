// The losses of torch.nn.BCEWithLogitsLoss and CrossEntropyLoss, summed in double.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "electra/model.h"

namespace electra {

float replaced_token_loss(std::span<const float> logits, std::span<const int64_t> labels,
                          std::span<const uint8_t> mask) {
  assert(logits.size() == labels.size() && (mask.empty() || mask.size() == logits.size()));
  double sum = 0.0;
  int64_t count = 0;
  for (size_t i = 0; i < logits.size(); ++i) {
    if (!mask.empty() && mask[i] == 0) continue;
    const double x = logits[i];
    // max(x, 0) - x y + ln(1 + e^-|x|): no power of a large number
    sum += std::max(x, 0.0) - x * static_cast<double>(labels[i]) + std::log1p(std::exp(-std::abs(x)));
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

}  // namespace electra
