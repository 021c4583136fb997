#include "metrics/averages.h"

namespace electra {

using namespace internal;

namespace {

void add(PrecisionRecall& sum, const PrecisionRecall& value, double weight) {
  sum.precision += weight * value.precision;
  sum.recall += weight * value.recall;
  sum.f1 += weight * value.f1;
}

void divide(PrecisionRecall& sum, double by) {
  sum = {ratio(sum.precision, by), ratio(sum.recall, by), ratio(sum.f1, by)};
}

}  // namespace

PrecisionRecall precision_recall(const ClassCounts& counts) {
  const auto hits = static_cast<double>(counts.correct);
  return {.precision = ratio(hits, static_cast<double>(counts.predicted)),
          .recall = ratio(hits, static_cast<double>(counts.gold)),
          .f1 = ratio(2.0 * hits, static_cast<double>(counts.predicted + counts.gold))};
}

namespace internal {

Averages average(std::span<const ClassCounts> classes, AveragedClasses which) {
  Averages out;
  ClassCounts total;
  int64_t counted = 0;
  for (const ClassCounts& counts : classes) {
    if (which == AveragedClasses::occurring && counts.gold == 0 && counts.predicted == 0) continue;
    ++counted;
    const PrecisionRecall metrics = precision_recall(counts);
    add(out.macro, metrics, 1.0);
    add(out.weighted, metrics, static_cast<double>(counts.gold));
    total.correct += counts.correct;
    total.predicted += counts.predicted;
    total.gold += counts.gold;
  }
  divide(out.macro, static_cast<double>(counted));
  divide(out.weighted, static_cast<double>(total.gold));
  out.micro = precision_recall(total);
  return out;
}

}  // namespace internal
}  // namespace electra
