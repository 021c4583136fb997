#include <algorithm>
#include <cassert>
#include <functional>
#include <limits>
#include <numeric>

#include "electra/losses.h"
#include "electra/metrics.h"
#include "metrics/averages.h"

namespace electra {

using namespace internal;

namespace {

// How many items have the same probability.
struct Equals {
  double probability = 0.0;
  int64_t positives = 0;
  int64_t negatives = 0;
};

// Highest first.
std::vector<Equals> by_probability(std::span<const uint8_t> gold, std::span<const float> probabilities) {
  std::vector<size_t> order(gold.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, std::ranges::greater(), [&](size_t i) { return probabilities[i]; });
  std::vector<Equals> groups;
  for (const size_t i : order) {
    if (groups.empty() || groups.back().probability != double{probabilities[i]}) groups.push_back({probabilities[i]});
    ++(gold[i] != 0 ? groups.back().positives : groups.back().negatives);
  }
  return groups;
}

// The share of pairs of a positive and a negative item in which the positive one has the higher probability, as Mann
// and Whitney's U.
std::optional<double> area_under_curve(std::span<const Equals> groups) {
  double wins = 0.0, positives = 0.0, negatives = 0.0;
  for (const Equals& equals : groups) {
    const auto others = static_cast<double>(equals.negatives);
    wins += others * (positives + static_cast<double>(equals.positives) / 2.0);
    positives += static_cast<double>(equals.positives);
    negatives += others;
  }
  const double pairs = positives * negatives;
  if (pairs == 0.0) return std::nullopt;
  return wins / pairs;
}

constexpr double nothing_found = std::numeric_limits<double>::infinity();

void add_points(BinaryCurves& curves, std::span<const Equals> groups) {
  const int64_t negatives = curves.items - curves.positives;
  if (curves.positives > 0) curves.precision_recall.push_back({.threshold = nothing_found});
  if (curves.positives > 0) curves.average_precision = 0.0;
  if (curves.positives > 0 && negatives > 0) curves.roc.push_back({.threshold = nothing_found});
  int64_t right = 0, wrong = 0;
  for (const Equals& equals : groups) {
    right += equals.positives;
    wrong += equals.negatives;
    const double recall = share(right, curves.positives);
    if (!curves.roc.empty()) curves.roc.push_back({equals.probability, share(wrong, negatives), recall});
    if (curves.precision_recall.empty()) continue;
    const double precision = share(right, right + wrong);
    *curves.average_precision += precision * (recall - curves.precision_recall.back().recall);
    curves.precision_recall.push_back({equals.probability, precision, recall});
  }
}

std::vector<CalibrationBin> calibration_bins(std::span<const Equals> groups) {
  constexpr int count = 10;
  std::vector<CalibrationBin> bins(count);
  for (const Equals& equals : groups) {
    size_t bin = 0;
    while (bin + 1 < bins.size() && static_cast<double>(bin + 1) * (1.0 / count) < equals.probability) ++bin;
    const int64_t items = equals.positives + equals.negatives;
    bins[bin].mean_probability += equals.probability * static_cast<double>(items);  // sums, for now
    bins[bin].positive_share += static_cast<double>(equals.positives);
    bins[bin].items += items;
  }
  std::erase_if(bins, [](const CalibrationBin& bin) { return bin.items == 0; });
  for (CalibrationBin& bin : bins) {
    bin.mean_probability /= static_cast<double>(bin.items);
    bin.positive_share /= static_cast<double>(bin.items);
  }
  return bins;
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
          .auc = area_under_curve(by_probability(gold_, probabilities_)),
          .loss = loss_.value()};
}

BinaryCurves BinaryAccumulator::curves() const {
  const std::vector<Equals> groups = by_probability(gold_, probabilities_);
  BinaryCurves curves;
  curves.items = std::ssize(gold_);
  curves.positives = std::ranges::count_if(gold_, [](uint8_t gold) { return gold != 0; });
  add_points(curves, groups);
  curves.calibration = calibration_bins(groups);
  curves.auc = area_under_curve(groups);
  return curves;
}

}  // namespace electra
