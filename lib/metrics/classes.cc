#include <cassert>
#include <cmath>

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

ClassMetrics class_metrics(std::span<const int32_t> gold, std::span<const int32_t> predicted, int32_t num_classes) {
  assert(gold.size() == predicted.size());
  const auto size = static_cast<size_t>(num_classes);
  ClassMetrics metrics;
  metrics.items = std::ssize(gold);
  metrics.confusion.assign(size, std::vector<int64_t>(size, 0));
  std::vector<ClassCounts> classes(size);
  int64_t correct = 0;
  for (size_t i = 0; i < gold.size(); ++i) {
    const auto g = static_cast<size_t>(gold[i]), p = static_cast<size_t>(predicted[i]);
    ++metrics.confusion[g][p];
    ++classes[g].gold;
    ++classes[p].predicted;
    classes[g].correct += g == p;
    correct += g == p;
  }
  const auto items = static_cast<double>(metrics.items);
  metrics.accuracy = ratio(static_cast<double>(correct), items);
  metrics.mcc = matthews(classes, items);
  const Averages averages = average(classes, AveragedClasses::occurring);
  metrics.macro = averages.macro;
  metrics.micro = averages.micro;
  metrics.weighted = averages.weighted;
  for (const ClassCounts& counts : classes) {
    metrics.classes.push_back(precision_recall(counts.correct, counts.predicted, counts.gold));
    metrics.support.push_back(counts.gold);
  }
  return metrics;
}

MultiLabelMetrics multi_label_metrics(std::span<const uint8_t> gold, std::span<const uint8_t> predicted,
                                      int32_t num_classes) {
  assert(gold.size() == predicted.size());
  const auto size = static_cast<size_t>(num_classes);
  std::vector<ClassCounts> classes(size);
  MultiLabelMetrics metrics;
  metrics.items = std::ssize(gold) / num_classes;
  int64_t right = 0, exact = 0;
  for (size_t begin = 0; begin < gold.size(); begin += size) {
    ClassCounts item;
    int64_t right_here = 0;
    for (size_t c = 0; c < size; ++c) {
      const bool g = gold[begin + c] != 0, p = predicted[begin + c] != 0;
      classes[c].gold += g, classes[c].predicted += p, classes[c].correct += g && p;
      item.gold += g, item.predicted += p, item.correct += g && p;
      right_here += g == p;
    }
    right += right_here;
    exact += right_here == num_classes;
    metrics.samples_f1 += precision_recall(item.correct, item.predicted, item.gold).f1;
  }
  metrics.exact_match = ratio(static_cast<double>(exact), static_cast<double>(metrics.items));
  metrics.accuracy = ratio(static_cast<double>(right), static_cast<double>(gold.size()));
  metrics.samples_f1 = ratio(metrics.samples_f1, static_cast<double>(metrics.items));
  const Averages averages = average(classes, AveragedClasses::all);
  metrics.macro = averages.macro;
  metrics.micro = averages.micro;
  metrics.weighted = averages.weighted;
  for (const ClassCounts& counts : classes) {
    metrics.classes.push_back(precision_recall(counts.correct, counts.predicted, counts.gold));
    metrics.support.push_back(counts.gold);
  }
  return metrics;
}

}  // namespace electra
