#include <cassert>
#include <cmath>

#include "electra/metrics.h"

namespace electra {
namespace {

double ratio(double a, double b) { return b == 0.0 ? 0.0 : a / b; }

// What is counted of one class.
struct Counts {
  int64_t correct = 0;
  int64_t predicted = 0;
  int64_t gold = 0;
};

struct Averages {
  PrecisionRecall macro, micro, weighted;
};

void add(PrecisionRecall& sum, const PrecisionRecall& value, double weight) {
  sum.precision += weight * value.precision;
  sum.recall += weight * value.recall;
  sum.f1 += weight * value.f1;
}

void divide(PrecisionRecall& sum, double by) {
  sum = {ratio(sum.precision, by), ratio(sum.recall, by), ratio(sum.f1, by)};
}

// All classes count in the averages, or only those that occur.
Averages average(std::span<const Counts> classes, bool all) {
  Averages out;
  Counts total;
  int64_t counted = 0;
  for (const Counts& counts : classes) {
    if (!all && counts.gold == 0 && counts.predicted == 0) continue;
    ++counted;
    const PrecisionRecall scores = precision_recall(counts.correct, counts.predicted, counts.gold);
    add(out.macro, scores, 1.0);
    add(out.weighted, scores, static_cast<double>(counts.gold));
    total.correct += counts.correct;
    total.predicted += counts.predicted;
    total.gold += counts.gold;
  }
  divide(out.macro, static_cast<double>(counted));
  divide(out.weighted, static_cast<double>(total.gold));
  out.micro = precision_recall(total.correct, total.predicted, total.gold);
  return out;
}

// Gorodkin's generalisation to any number of classes, as sklearn.metrics.matthews_corrcoef.
double matthews(std::span<const Counts> classes, double items) {
  double correct = 0.0, of_both = 0.0, gold_squares = 0.0, predicted_squares = 0.0;
  for (const Counts& counts : classes) {
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

PrecisionRecall precision_recall(int64_t correct, int64_t predicted, int64_t gold) {
  const auto hits = static_cast<double>(correct);
  return {.precision = ratio(hits, static_cast<double>(predicted)),
          .recall = ratio(hits, static_cast<double>(gold)),
          .f1 = ratio(2.0 * hits, static_cast<double>(predicted + gold))};
}

ClassificationScores score_classes(std::span<const int32_t> gold, std::span<const int32_t> predicted,
                                   int32_t num_classes) {
  assert(gold.size() == predicted.size());
  const auto size = static_cast<size_t>(num_classes);
  ClassificationScores scores;
  scores.items = std::ssize(gold);
  scores.confusion.assign(size, std::vector<int64_t>(size, 0));
  std::vector<Counts> classes(size);
  int64_t correct = 0;
  for (size_t i = 0; i < gold.size(); ++i) {
    const auto g = static_cast<size_t>(gold[i]), p = static_cast<size_t>(predicted[i]);
    ++scores.confusion[g][p];
    ++classes[g].gold;
    ++classes[p].predicted;
    classes[g].correct += g == p;
    correct += g == p;
  }
  const auto items = static_cast<double>(scores.items);
  scores.accuracy = ratio(static_cast<double>(correct), items);
  scores.mcc = matthews(classes, items);
  const Averages averages = average(classes, false);
  scores.macro = averages.macro;
  scores.micro = averages.micro;
  scores.weighted = averages.weighted;
  for (const Counts& counts : classes) {
    scores.classes.push_back(precision_recall(counts.correct, counts.predicted, counts.gold));
    scores.support.push_back(counts.gold);
  }
  return scores;
}

MultiLabelScores score_multi_labels(std::span<const uint8_t> gold, std::span<const uint8_t> predicted,
                                    int32_t num_classes) {
  assert(gold.size() == predicted.size());
  const auto size = static_cast<size_t>(num_classes);
  std::vector<Counts> classes(size);
  MultiLabelScores scores;
  scores.items = std::ssize(gold) / num_classes;
  int64_t right = 0, exact = 0;
  for (size_t begin = 0; begin < gold.size(); begin += size) {
    Counts item;
    int64_t right_here = 0;
    for (size_t c = 0; c < size; ++c) {
      const bool g = gold[begin + c] != 0, p = predicted[begin + c] != 0;
      classes[c].gold += g, classes[c].predicted += p, classes[c].correct += g && p;
      item.gold += g, item.predicted += p, item.correct += g && p;
      right_here += g == p;
    }
    right += right_here;
    exact += right_here == num_classes;
    scores.samples_f1 += precision_recall(item.correct, item.predicted, item.gold).f1;
  }
  scores.exact_match = ratio(static_cast<double>(exact), static_cast<double>(scores.items));
  scores.accuracy = ratio(static_cast<double>(right), static_cast<double>(gold.size()));
  scores.samples_f1 = ratio(scores.samples_f1, static_cast<double>(scores.items));
  const Averages averages = average(classes, true);
  scores.macro = averages.macro;
  scores.micro = averages.micro;
  scores.weighted = averages.weighted;
  for (const Counts& counts : classes) {
    scores.classes.push_back(precision_recall(counts.correct, counts.predicted, counts.gold));
    scores.support.push_back(counts.gold);
  }
  return scores;
}

}  // namespace electra
