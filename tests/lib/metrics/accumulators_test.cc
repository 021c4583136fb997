// What every accumulator says of nothing, and its loss against values worked out by hand.
#include <doctest/doctest.h>

#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "electra/losses.h"
#include "electra/metrics.h"

namespace electra {
namespace {

using Bits = std::vector<uint8_t>;
using Floats = std::vector<float>;
using Labels = std::vector<int64_t>;
using Tags = std::vector<std::string>;

const double ln2 = std::log(2.0);

bool is(std::optional<double> loss, double expected) { return loss && std::abs(*loss - expected) < 1e-6; }

TEST_CASE("classes: the loss is a mean over the items with logits") {
  ClassAccumulator accumulator(2);
  CHECK(accumulator.metrics().items == 0);
  CHECK(accumulator.metrics().accuracy == 0.0);
  accumulator.add(1, 0);
  CHECK_FALSE(accumulator.metrics().loss);
  accumulator.add(1, 1, Floats{0.0F, 0.0F});
  accumulator.add(0, 0, Floats{0.0F, static_cast<float>(std::log(3.0))});  // probability 1/4
  const ClassMetrics metrics = accumulator.metrics();
  CHECK(metrics.items == 3);
  CHECK(metrics.accuracy == doctest::Approx(2.0 / 3.0));
  CHECK(is(metrics.loss, (ln2 + 2.0 * ln2) / 2.0));
  CHECK(metrics.confusions == Confusions{{{0, 0}, 1}, {{1, 0}, 1}, {{1, 1}, 1}});
  CHECK(metrics.classes[1].gold == 2);
  CHECK(metrics.classes[1].predicted == 1);
  CHECK(metrics.classes[1].correct == 1);
}

TEST_CASE(
    "classes: the metrics are those of the classes that occur, and so are the confusions, however many there are") {
  ClassAccumulator few(3), many(1 << 20);
  for (const auto& [gold, predicted] : std::vector<std::pair<int64_t, int64_t>>{{0, 0}, {1, 2}, {2, 2}, {1, 1}}) {
    few.add(gold, predicted);
    many.add(gold, predicted);
  }
  const ClassMetrics expected = few.metrics(), metrics = many.metrics();
  CHECK(expected.confusions == Confusions{{{0, 0}, 1}, {{1, 1}, 1}, {{1, 2}, 1}, {{2, 2}, 1}});
  CHECK(metrics.confusions == expected.confusions);
  CHECK(metrics.mcc == doctest::Approx(expected.mcc));
  CHECK(metrics.averages.macro.f1 == doctest::Approx(expected.averages.macro.f1));
  CHECK(metrics.classes[2].predicted == 2);
}

TEST_CASE("choices: items with classes of their own have an accuracy and a loss, and no metrics by class") {
  ClassAccumulator accumulator;
  accumulator.add(2, 2, Floats{0.0F, 0.0F, 0.0F, 0.0F});
  accumulator.add(0, 1, Floats{0.0F, 0.0F});
  const ClassMetrics metrics = accumulator.metrics();
  CHECK(metrics.items == 2);
  CHECK(metrics.accuracy == 0.5);
  CHECK(is(metrics.loss, 1.5 * ln2));
  CHECK(metrics.classes.empty());
  CHECK(metrics.confusions.empty());
  CHECK(metrics.mcc == 0.0);
}

TEST_CASE("several labels: every logit of an item counts") {
  MultiLabelAccumulator accumulator(2);
  CHECK(accumulator.metrics().exact_match == 0.0);
  CHECK(accumulator.metrics().samples_f1 == 0.0);
  accumulator.add(Bits{1, 0}, Bits{1, 1});
  CHECK_FALSE(accumulator.metrics().loss);
  accumulator.add(Bits{0, 1}, Bits{0, 1}, Floats{0.0F, static_cast<float>(-std::log(3.0))});
  const MultiLabelMetrics metrics = accumulator.metrics();
  CHECK(metrics.items == 2);
  CHECK(metrics.exact_match == 0.5);
  CHECK(metrics.accuracy == 0.75);
  CHECK(metrics.samples_f1 == doctest::Approx((2.0 / 3.0 + 1.0) / 2.0));
  CHECK(is(metrics.loss, 1.5 * ln2));
}

TEST_CASE("numbers: the loss is in units of logits, the errors in those of predictions") {
  RegressionAccumulator accumulator(5.0);
  CHECK_FALSE(accumulator.metrics().mae);
  accumulator.add(5.0, 10.0);
  CHECK_FALSE(accumulator.metrics().loss);
  accumulator.add(5.0, 10.0, 2.0F);
  accumulator.add(0.0, 10.0, 2.0F);
  const RegressionMetrics metrics = accumulator.metrics();
  CHECK(metrics.items == 3);
  CHECK(metrics.loss == 2.5);
  CHECK(metrics.mse == 50.0);
  CHECK_FALSE(metrics.pearson);
}

TEST_CASE("a logit that is no number makes the loss none, and leaves the rest") {
  RegressionAccumulator accumulator;
  accumulator.add(1.0, 1.0, NAN);
  accumulator.add(1.0, 1.0, 1.0F);
  CHECK(std::isnan(accumulator.metrics().loss.value()));
  CHECK(accumulator.metrics().mae == 0.0);
}

TEST_CASE("replaced words: the loss is a mean over tokens, not over texts") {
  BinaryAccumulator accumulator(0.5F);
  CHECK(accumulator.metrics().texts == 0);
  CHECK(accumulator.metrics().accuracy == 0.0);
  accumulator.add(Bits{1}, Floats{0.5F});
  CHECK_FALSE(accumulator.metrics().loss);
  accumulator.add(Bits{0, 0}, Floats{0.75F, 0.25F}, Floats{0.0F, 0.0F, 0.0F}, Labels{0, 0, 0});
  accumulator.add(Bits{}, Floats{}, Floats{static_cast<float>(std::log(3.0))}, Labels{0});  // probability 1/4
  const BinaryMetrics metrics = accumulator.metrics();
  CHECK(metrics.texts == 3);
  CHECK(metrics.items == 3);
  CHECK(metrics.positives == 1);
  CHECK(metrics.accuracy == doctest::Approx(2.0 / 3.0));
  CHECK(metrics.found.precision == 0.5);
  CHECK(metrics.found.recall == 1.0);
  CHECK(metrics.auc == 0.5);
  CHECK(is(metrics.loss, (3.0 * ln2 + 2.0 * ln2) / 4.0));
}

TEST_CASE("masks: the first, the best five, and the loss of those whose probability is known") {
  MaskAccumulator accumulator;
  CHECK(accumulator.metrics().top1 == 0.0);
  for (const size_t rank : {size_t{0}, size_t{4}, size_t{5}}) accumulator.add(rank);
  accumulator.add(std::nullopt);
  CHECK_FALSE(accumulator.metrics().loss);
  accumulator.add(0, -ln2);
  accumulator.add(std::nullopt, -3.0 * ln2);
  const MaskMetrics metrics = accumulator.metrics();
  CHECK(metrics.masks == 6);
  CHECK(metrics.top1 == doctest::Approx(2.0 / 6.0));
  CHECK(metrics.top5 == 0.5);
  CHECK(is(metrics.loss, 2.0 * ln2));
}

TEST_CASE("tags: words whose label is ignored have no loss, and count all the same") {
  SpanAccumulator accumulator(TagScheme::lenient);
  CHECK(accumulator.metrics().word_accuracy == 0.0);
  CHECK(accumulator.metrics().types.empty());
  accumulator.add(Tags{"B-A", "O"}, Tags{"B-A", "B-A"});
  CHECK_FALSE(accumulator.metrics().loss);
  accumulator.add(Tags{"B-A", "B-X"}, Tags{"O", "O"}, Floats{0.0F, 0.0F, NAN, 0.0F}, Labels{1, ignored_label});
  const SpanMetrics metrics = accumulator.metrics();
  CHECK(metrics.sentences == 2);
  CHECK(metrics.words == 4);
  CHECK(metrics.word_accuracy == 0.25);
  CHECK(is(metrics.loss, ln2));
  CHECK(metrics.types.at("A").gold == 2);
  CHECK(metrics.types.at("A").predicted == 2);
  CHECK(metrics.types.at("A").correct == 1);
  CHECK(metrics.types.at("X").gold == 1);
}

}  // namespace
}  // namespace electra
