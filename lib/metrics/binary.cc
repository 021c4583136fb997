#include <algorithm>
#include <cassert>
#include <numeric>

#include "electra/metrics.h"

namespace electra {
namespace {

// The share of pairs of a positive and a negative item in which the positive one has the higher probability: from its
// rank among all, as Mann and Whitney's U.
std::optional<double> area_under_curve(std::span<const uint8_t> gold, std::span<const float> probabilities) {
  std::vector<size_t> order(gold.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) { return probabilities[i]; });
  double wins = 0.0, negatives_below = 0.0, positives = 0.0;
  for (size_t begin = 0; begin < order.size();) {
    double equal_positives = 0.0, equal_negatives = 0.0;
    size_t end = begin;
    for (; end < order.size() && probabilities[order[end]] == probabilities[order[begin]]; ++end) {
      (gold[order[end]] != 0 ? equal_positives : equal_negatives) += 1.0;
    }
    wins += equal_positives * (negatives_below + equal_negatives / 2.0);
    negatives_below += equal_negatives;
    positives += equal_positives;
    begin = end;
  }
  const double pairs = positives * negatives_below;
  if (pairs == 0.0) return std::nullopt;
  return wins / pairs;
}

}  // namespace

BinaryMetrics binary_metrics(std::span<const uint8_t> gold, std::span<const float> probabilities, float threshold) {
  assert(gold.size() == probabilities.size());
  BinaryMetrics out;
  out.items = std::ssize(gold);
  int64_t predicted = 0, correct = 0, right = 0;
  for (size_t i = 0; i < gold.size(); ++i) {
    const bool is_positive = gold[i] != 0;
    const bool is_predicted = probabilities[i] >= threshold;
    out.positives += is_positive;
    predicted += is_predicted;
    correct += is_positive && is_predicted;
    right += is_positive == is_predicted;
  }
  if (out.items > 0) out.accuracy = static_cast<double>(right) / static_cast<double>(out.items);
  out.found = precision_recall(correct, predicted, out.positives);
  out.auc = area_under_curve(gold, probabilities);
  return out;
}

}  // namespace electra
