// Averages of precision, recall and F1 over classes or types, as scikit-learn and seqeval have them.
#pragma once

#include <span>

#include "electra/metrics.h"

namespace electra::internal {

// What is divided by zero is zero.
inline double ratio(double a, double b) { return b == 0.0 ? 0.0 : a / b; }

struct Averages {
  PrecisionRecall macro, micro, weighted;
};

enum class AveragedClasses { all, occurring };  // occurring: as gold or as prediction

Averages average(std::span<const ClassCounts> classes, AveragedClasses which);

}  // namespace electra::internal
