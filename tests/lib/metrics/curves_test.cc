// The points of curves beside those of scikit-learn's functions, and of SQuAD's thresholds.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "electra/metrics.h"

namespace electra {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void check_equal(const std::vector<double>& got, const std::vector<double>& expected) {
  REQUIRE(got.size() == expected.size());
  for (size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i);
    CHECK((got[i] == expected[i] || std::abs(got[i] - expected[i]) < 1e-7));
  }
}

// One member of all points.
template <class Points, class Member>
std::vector<double> all_of(const Points& points, Member member) {
  std::vector<double> values;
  for (const auto& point : points) values.push_back(static_cast<double>(point.*member));
  return values;
}

BinaryCurves curves_of(const std::vector<uint8_t>& gold, const std::vector<float>& probabilities) {
  BinaryAccumulator accumulator(0.5F);
  // Texts do not matter.
  for (size_t i = 0; i < gold.size(); ++i) {
    accumulator.add(std::span(gold).subspan(i, 1), std::span(probabilities).subspan(i, 1));
  }
  return accumulator.curves();
}

const std::vector<uint8_t> gold = {1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0};
const std::vector<float> probabilities = {.95F, .9F, .8F, .8F, .8F, .6F, .5F, .3F, .3F, .3F, .05F, 0.F};
const std::vector<double> thresholds = {infinity, .95, .9, .8, .6, .5, .3, .05, 0.};

TEST_CASE("precision over recall is scikit-learn's precision_recall_curve, from its other end") {
  const BinaryCurves curves = curves_of(gold, probabilities);
  check_equal(all_of(curves.precision_recall, &PrecisionRecallPoint::threshold), thresholds);
  check_equal(all_of(curves.precision_recall, &PrecisionRecallPoint::precision),
              {1., 1., .5, .6, .5, 0.5714285714285714, .5, 0.45454545454545453, 0.4166666666666667});
  check_equal(all_of(curves.precision_recall, &PrecisionRecallPoint::recall), {0., .2, .2, .6, .6, .8, 1., 1., 1.});
  CHECK(curves.average_precision.value() == doctest::Approx(0.6542857142857142));
}

TEST_CASE("the ROC curve is scikit-learn's roc_curve with all points") {
  const BinaryCurves curves = curves_of(gold, probabilities);
  check_equal(all_of(curves.roc, &RocPoint::threshold), thresholds);
  check_equal(all_of(curves.roc, &RocPoint::false_positive_rate),
              {0., 0., 0.14285714285714285, 0.2857142857142857, 0.42857142857142855, 0.42857142857142855,
               0.7142857142857143, 0.8571428571428571, 1.});
  check_equal(all_of(curves.roc, &RocPoint::true_positive_rate), {0., .2, .2, .6, .6, .8, 1., 1., 1.});
  CHECK(curves.auc.value() == doctest::Approx(0.7142857142857143));
}

TEST_CASE("calibration is scikit-learn's calibration_curve with 10 uniform bins") {
  const BinaryCurves curves = curves_of(gold, probabilities);
  check_equal(all_of(curves.calibration, &CalibrationBin::positive_share), {0., 0.3333333333333333, 1., 0., .5, 1.});
  check_equal(
      all_of(curves.calibration, &CalibrationBin::mean_probability),
      {0.02500000037252903, 0.30000001192092896, .5, 0.6000000238418579, 0.8250000029802322, 0.949999988079071});
  check_equal(all_of(curves.calibration, &CalibrationBin::items), {2., 3., 1., 1., 4., 1.});
}

TEST_CASE("a curve is empty where a class that it is a share of is missing") {
  const BinaryCurves nothing = curves_of({}, {});
  CHECK(nothing.items == 0);
  CHECK(nothing.precision_recall.empty());
  CHECK(nothing.calibration.empty());
  const BinaryCurves negatives = curves_of({0, 0}, {.1F, .9F});
  CHECK(negatives.precision_recall.empty());
  CHECK_FALSE(negatives.average_precision);
  CHECK(negatives.roc.empty());
  CHECK(negatives.calibration.size() == 2);
  const BinaryCurves positives = curves_of({1}, {.1F});
  CHECK(positives.precision_recall.size() == 2);
  CHECK(positives.roc.empty());
  CHECK_FALSE(positives.auc);
}

struct Asked {
  std::string id, answer, predicted;  // answer empty: none is right
  double odds;
};

AnswerAccumulator accumulator_of(const std::vector<Asked>& questions) {
  AnswerAccumulator accumulator;
  for (const Asked& asked : questions) {
    GoldAnswers right = {asked.id, {}, true};
    if (!asked.answer.empty()) right.texts = {asked.answer};
    accumulator.add(right, asked.predicted);
    accumulator.add_null_odds(asked.id, asked.odds);
  }
  return accumulator;
}

TEST_CASE("the no-answer curve has what each threshold would give, equal odds at once") {
  const AnswerAccumulator accumulator = accumulator_of({{"a", "red fox", "red fox", -3.0},
                                                        {"b", "", "cloud", -1.0},
                                                        {"c", "two dogs", "dogs", -1.0},
                                                        {"d", "", "", 4.0},
                                                        {"e", "sun", "moon", std::nan("")}});
  const std::vector<NoAnswerPoint> curve = accumulator.no_answer_curve();
  check_equal(all_of(curve, &NoAnswerPoint::threshold), {-infinity, -3., -1., 4.});
  // b and d are right without an answer; a then adds 1; b loses 1 while c adds nothing exact, and 2/3 of F1.
  check_equal(all_of(curve, &NoAnswerPoint::exact), {40., 60., 40., 40.});
  check_equal(all_of(curve, &NoAnswerPoint::f1), {40., 60., 100. * (2. + 2. / 3.) / 5., 100. * (2. + 2. / 3.) / 5.});
  const SquadMetrics metrics = accumulator.metrics();
  CHECK(metrics.best->exact == 60.0);
  CHECK(metrics.best->exact_threshold == -3.0);
}

TEST_CASE("without odds, or questions that may have no answer, there is no such curve") {
  CHECK(AnswerAccumulator().no_answer_curve().empty());
  AnswerAccumulator accumulator;
  accumulator.add({"a", {"x"}, false}, "x");
  accumulator.add_null_odds("a", 1.0);
  CHECK(accumulator.no_answer_curve().empty());
}

TEST_CASE("masks: the shares of the best one to five") {
  MaskAccumulator accumulator;
  for (const size_t rank : {0, 2, 2, 4}) accumulator.add(rank);
  accumulator.add(std::nullopt);
  check_equal(accumulator.metrics().top, {.2, .2, .6, .6, .8});
}

}  // namespace
}  // namespace electra
