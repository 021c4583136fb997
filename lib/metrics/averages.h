// Averages of precision, recall and F1 over classes or types, as scikit-learn and seqeval have them.
#pragma once

#include <cstdint>
#include <span>

#include "electra/metrics.h"

namespace electra::internal {

// What is divided by zero is zero.
inline double ratio(double a, double b) { return b == 0.0 ? 0.0 : a / b; }
// The share of some items among all of them.
inline double share(int64_t some, int64_t all) { return ratio(static_cast<double>(some), static_cast<double>(all)); }

enum class AveragedClasses { all, occurring };  // occurring: as gold or as prediction

Averages average(std::span<const ClassCounts> classes, AveragedClasses which);

}  // namespace electra::internal
