// The points of the curves that are drawn of an evaluation, as scikit-learn and SQuAD's script compute them. What
// computes them is in metrics.h.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace electra {

// Of the items whose probability is at least `threshold`: precision = right ones / all of them; recall = right ones /
// all positives. As precision_recall_curve of scikit-learn, in the opposite order.
struct PrecisionRecallPoint {
  double threshold = 0.0;  // infinity for the first point: no item, and by convention precision 1
  double precision = 1.0;
  double recall = 0.0;
};

// false_positive_rate = negatives among the items whose probability is at least `threshold` / all negatives;
// true_positive_rate = positives among them / all positives. As roc_curve with drop_intermediate=False.
struct RocPoint {
  double threshold = 0.0;  // infinity for the first point: no item
  double false_positive_rate = 0.0;
  double true_positive_rate = 0.0;
};

// The items whose probability is above k/10 and at most (k+1)/10, of the first bin also 0. As calibration_curve with 10
// uniform bins.
struct CalibrationBin {
  double mean_probability = 0.0;
  double positive_share = 0.0;
  int64_t items = 0;
};

// Of items that are positive or not, with the probability that they are. A point per distinct probability, highest
// first.
struct BinaryCurves {
  int64_t items = 0;
  int64_t positives = 0;
  std::vector<PrecisionRecallPoint> precision_recall;  // empty without positives
  std::vector<RocPoint> roc;                           // empty if one class is missing
  std::vector<CalibrationBin> calibration;             // without bins that no item falls into
  std::optional<double> average_precision;  // sum of precision * growth of recall; nothing without positives
  std::optional<double> auc;                // area under the ROC curve; nothing if one class is missing
};

// What exact and f1 (percent) would be if all questions with null odds above `threshold`, and those without odds, were
// taken as answered with no answer.
struct NoAnswerPoint {
  double threshold = 0.0;  // minus infinity for the first point: no question is answered
  double exact = 0.0;
  double f1 = 0.0;
};

}  // namespace electra
