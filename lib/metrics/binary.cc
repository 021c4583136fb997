#include <algorithm>
#include <cassert>
#include <numeric>

#include "electra/losses.h"
#include "electra/metrics.h"
#include "metrics/averages.h"

namespace electra {

using namespace internal;

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

void BinaryAccumulator::add(std::span<const uint8_t> gold, std::span<const float> probabilities,
                            std::span<const float> logits, std::span<const int64_t> labels) {
  assert(gold.size() == probabilities.size() && logits.size() == labels.size());
  ++texts_;
  gold_.insert(gold_.end(), gold.begin(), gold.end());
  probabilities_.insert(probabilities_.end(), probabilities.begin(), probabilities.end());
  if (logits.empty()) return;
  const std::ptrdiff_t tokens = std::ssize(logits);
  loss_.add(double{replaced_token_loss(logits, labels, {})} * static_cast<double>(tokens), tokens);
}

BinaryMetrics BinaryAccumulator::metrics() const {
  ClassCounts positive;
  int64_t right = 0;
  for (size_t i = 0; i < gold_.size(); ++i) {
    const bool is_positive = gold_[i] != 0;
    const bool is_predicted = probabilities_[i] >= threshold_;
    positive.gold += is_positive;
    positive.predicted += is_predicted;
    positive.correct += is_positive && is_predicted;
    right += is_positive == is_predicted;
  }
  const std::ptrdiff_t items = std::ssize(gold_);
  return {.texts = texts_,
          .items = items,
          .positives = positive.gold,
          .accuracy = share(right, items),
          .found = precision_recall(positive),
          .auc = area_under_curve(gold_, probabilities_),
          .loss = loss_.value()};
}

}  // namespace electra
