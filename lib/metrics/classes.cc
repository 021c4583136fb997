#include <cassert>
#include <cmath>

#include "electra/losses.h"
#include "electra/metrics.h"
#include "metrics/averages.h"

namespace electra {

using namespace internal;

namespace {

// Gorodkin's generalisation to any number of classes, as sklearn.metrics.matthews_corrcoef.
double matthews(std::span<const ClassCounts> classes, double items) {
  double correct = 0.0, of_both = 0.0, gold_squares = 0.0, predicted_squares = 0.0;
  for (const ClassCounts& counts : classes) {
    const auto gold = static_cast<double>(counts.gold), predicted = static_cast<double>(counts.predicted);
    correct += static_cast<double>(counts.correct);
    of_both += gold * predicted;
    gold_squares += gold * gold;
    predicted_squares += predicted * predicted;
  }
  const double squares = items * items;
  return ratio(correct * items - of_both, std::sqrt((squares - gold_squares) * (squares - predicted_squares)));
}

}  // namespace

ClassAccumulator::ClassAccumulator(int64_t num_classes) : classes_(static_cast<size_t>(num_classes)) {}

void ClassAccumulator::add(int64_t gold, int64_t predicted, std::span<const float> logits) {
  ++items_;
  right_ += gold == predicted;
  if (!classes_.empty()) {
    assert(gold >= 0 && gold < std::ssize(classes_) && predicted >= 0 && predicted < std::ssize(classes_));
    const auto row = static_cast<size_t>(gold), column = static_cast<size_t>(predicted);
    ++classes_[row].gold;
    ++classes_[column].predicted;
    classes_[row].correct += row == column;
    ++confusions_[{gold, predicted}];
  }
  if (!logits.empty()) loss_.add(cross_entropy_loss(logits, std::ssize(logits), std::span(&gold, 1)));
}

ClassMetrics ClassAccumulator::metrics() const {
  return {.items = items_,
          .accuracy = share(right_, items_),
          .loss = loss_.value(),
          .mcc = matthews(classes_, static_cast<double>(items_)),
          .averages = average(classes_, AveragedClasses::occurring),
          .classes = classes_,
          .confusions = confusions_};
}

}  // namespace electra
