// Recorded answers of scikit-learn, SciPy, seqeval and Google's scorers.
#include "electra/metrics.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lib/base/temporary_directory.h"

namespace electra {
namespace {

using nlohmann::json;

json recorded(const char* name) {
  return json::parse(read_file(std::filesystem::path(ELECTRA_GOLDEN "/metrics") / name));
}

doctest::Approx approximately(const json& value) {
  return doctest::Approx(value.get<double>()).epsilon(1e-9).scale(0.0);
}

// Zero is exact; Approx without a scale would never accept it.
void check(double value, const json& expected) {
  if (expected == 0.0) {
    CHECK(value == 0.0);
  } else {
    CHECK(value == approximately(expected));
  }
}

void check(const PrecisionRecall& value, const json& expected, const char* f1 = "f1") {
  check(value.precision, expected.at("precision"));
  check(value.recall, expected.at("recall"));
  check(value.f1, expected.at(f1));
}

RegressionMetrics regression(const std::vector<double>& gold, const std::vector<double>& predicted) {
  RegressionAccumulator accumulator;
  for (size_t i = 0; i < gold.size(); ++i) accumulator.add(gold[i], predicted[i]);
  return accumulator.metrics();
}

BinaryMetrics binary(const std::vector<uint8_t>& gold, const std::vector<float>& probabilities, float threshold) {
  BinaryAccumulator accumulator(threshold);
  accumulator.add(gold, probabilities);
  return accumulator.metrics();
}

MultiLabelMetrics multi_label(const std::vector<std::vector<uint8_t>>& gold,
                              const std::vector<std::vector<uint8_t>>& predicted) {
  MultiLabelAccumulator accumulator(std::ssize(gold.at(0)));
  for (size_t i = 0; i < gold.size(); ++i) accumulator.add(gold[i], predicted[i]);
  return accumulator.metrics();
}

TEST_CASE("numbers that are none have no correlation, and neither have those that overflow") {
  const std::vector<double> gold = {1.0, 2.0, 3.0};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double bad : {nan, std::numeric_limits<double>::infinity()}) {
    const RegressionMetrics metrics = regression(gold, {1.0, bad, bad});
    CHECK(metrics.items == 3);
    CHECK(!metrics.pearson);
    CHECK(!metrics.spearman);
    CHECK(!metrics.mse);
  }
  CHECK(!regression(gold, {1e308, -1e308, 1e308}).pearson);
}

TEST_CASE("metrics of two classes: the threshold's decisions, and all pairs for the area under the curve") {
  const std::vector<uint8_t> gold = {0, 0, 1, 1, 0, 1};
  const std::vector<float> probabilities = {0.1F, 0.4F, 0.35F, 0.8F, 0.4F, 0.4F};
  const BinaryMetrics found = binary(gold, probabilities, 0.4F);
  CHECK(found.positives == 3);
  CHECK(found.accuracy == 0.5);
  CHECK(found.found.precision == 0.5);
  CHECK(found.found.recall == doctest::Approx(2.0 / 3.0));
  CHECK(*found.auc == doctest::Approx(6.0 / 9.0));  // sklearn.metrics.roc_auc_score
  CHECK(!binary({1, 1}, {0.1F, 0.2F}, 0.5F).auc);
  CHECK(!binary({}, {}, 0.5F).auc);
}

TEST_CASE("one label per item") {
  for (const json& test : recorded("classification.json")) {
    const auto gold = test.at("gold").get<std::vector<int32_t>>(), pred = test.at("pred").get<std::vector<int32_t>>();
    CAPTURE(test.at("name").get<std::string>());
    int32_t classes = 2;
    for (const auto& list : {gold, pred}) {
      for (const int32_t label : list) classes = std::max(classes, label + 1);
    }
    ClassAccumulator accumulator(classes);
    for (size_t i = 0; i < gold.size(); ++i) accumulator.add(gold[i], pred[i]);
    const ClassMetrics metrics = accumulator.metrics();
    check(metrics.accuracy, test.at("accuracy"));
    check(metrics.mcc, test.at("mcc"));
    check(metrics.averages.macro, test.at("macro"));
    check(metrics.averages.micro, test.at("micro"));
    check(metrics.averages.weighted, test.at("weighted"));
    if (test.contains("f1_positive1")) {
      const PrecisionRecall positive = precision_recall(metrics.classes[1]);
      check(positive.f1, test.at("f1_positive1"));
      check(positive.precision, test.at("precision_positive1"));
      check(positive.recall, test.at("recall_positive1"));
    }
    // The recording leaves out classes that do not occur.
    if (test.at("confusion_matrix").size() == metrics.classes.size()) {
      Confusions expected;
      for (size_t row = 0; row < metrics.classes.size(); ++row) {
        for (size_t column = 0; column < metrics.classes.size(); ++column) {
          const auto count = test.at("confusion_matrix")[row][column].get<int64_t>();
          if (count > 0) expected[{static_cast<int64_t>(row), static_cast<int64_t>(column)}] = count;
        }
      }
      CHECK(metrics.confusions == expected);
    }
  }
}

TEST_CASE("any number of labels per item") {
  for (const json& test : recorded("multilabel.json")) {
    using Rows = std::vector<std::vector<uint8_t>>;
    const MultiLabelMetrics metrics = multi_label(test.at("gold").get<Rows>(), test.at("pred").get<Rows>());
    check(metrics.exact_match, test.at("exact_match"));
    check(metrics.accuracy, test.at("hamming_accuracy"));
    check(metrics.averages.macro.f1, test.at("macro_f1"));
    check(metrics.averages.micro.f1, test.at("micro_f1"));
    check(metrics.averages.weighted.f1, test.at("weighted_f1"));
    check(metrics.samples_f1, test.at("samples_f1"));
  }
}

// sklearn.metrics.precision_recall_fscore_support with two columns, of which the second is empty.
TEST_CASE("of several labels those that never occur count in the macro average, and in no other") {
  const std::vector<std::vector<uint8_t>> right = {{1, 0}, {1, 0}};
  const Averages averages = multi_label(right, right).averages;
  for (const auto& [average, expected] :
       {std::pair(averages.macro, 0.5), {averages.micro, 1.0}, {averages.weighted, 1.0}}) {
    CHECK(average.precision == expected);
    CHECK(average.recall == expected);
    CHECK(average.f1 == expected);
  }
}

TEST_CASE("numbers: correlations, and where there are none") {
  for (const json& test : recorded("regression.json")) {
    CAPTURE(test.at("name").get<std::string>());
    const RegressionMetrics metrics =
        regression(test.at("gold").get<std::vector<double>>(), test.at("pred").get<std::vector<double>>());
    const auto check_or_none = [](const std::optional<double>& value, const json& expected) {
      REQUIRE(value.has_value() == !expected.is_null());
      if (value) check(*value, expected);
    };
    check_or_none(metrics.pearson, test.at("pearson"));
    check_or_none(metrics.spearman, test.at("spearman"));
    check_or_none(metrics.mse, test.at("mse"));
    check_or_none(metrics.mae, test.at("mae"));
  }
  CHECK_FALSE(regression({}, {}).mse);
}

void check_report(const SpanMetrics& metrics, const json& report) {
  for (const auto& [name, expected] : report.items()) {
    const auto& captured = name;
    CAPTURE(captured);
    if (name == "micro avg") {
      check(metrics.averages.micro, expected, "f1-score");
    } else if (name == "macro avg") {
      check(metrics.averages.macro, expected, "f1-score");
    } else if (name == "weighted avg") {
      check(metrics.averages.weighted, expected, "f1-score");
    } else {
      check(precision_recall(metrics.types.at(name)), expected, "f1-score");
      CHECK(metrics.types.at(name).gold == expected.at("support"));
    }
  }
}

// As seqeval has it; Google's code takes what follows the last dash.
TEST_CASE("a type may have dashes") {
  using Spans = std::vector<TaggedSpan>;
  const std::vector<std::string> one = {"B-X-Y", "I-X-Y"}, two = {"B-X-Y", "I-Z-Y"};
  CHECK(tagged_spans(one, TagScheme::lenient) == Spans{{"X-Y", 0, 2}});
  CHECK(tagged_spans(two, TagScheme::lenient) == Spans{{"X-Y", 0, 1}, {"Z-Y", 1, 2}});
  CHECK(tagged_spans(one, TagScheme::strict_iob2) == Spans{{"X-Y", 0, 2}});
  CHECK(tagged_spans(two, TagScheme::strict_iob2) == Spans{{"X-Y", 0, 1}});
  CHECK(tagged_spans(two, TagScheme::google) == Spans{{"Y", 0, 2}});
}

TEST_CASE("spans: lenient, strict, and Google's") {
  for (const json& test : recorded("tagging.json")) {
    using Sentences = std::vector<std::vector<std::string>>;
    const auto gold = test.at("gold").get<Sentences>(), predicted = test.at("pred").get<Sentences>();
    const bool iobes = test.at("scheme") == "IOBES";
    const auto span_metrics = [&](TagScheme scheme) {
      SpanAccumulator accumulator(scheme);
      for (size_t i = 0; i < gold.size(); ++i) accumulator.add(gold[i], predicted[i]);
      return accumulator.metrics();
    };
    const SpanMetrics lenient = span_metrics(TagScheme::lenient);
    check_report(lenient, test.at("default").at("report"));
    check(lenient.word_accuracy, test.at("token_accuracy"));
    const auto strict = iobes ? TagScheme::strict_iobes : TagScheme::strict_iob2;
    check_report(span_metrics(strict), test.at("strict").at("report"));
    for (size_t i = 0; i < predicted.size(); ++i) {
      json spans = json::array();
      for (const TaggedSpan& span : tagged_spans(predicted[i], TagScheme::lenient)) {
        spans.push_back({span.type, span.begin, span.end - 1});
      }
      CHECK(spans == test.at("seqeval_default_entities_pred")[i]);
    }
    if (!test.contains("google_entity_f1")) continue;
    const json& expected = test.at("google_entity_f1");
    const PrecisionRecall google = span_metrics(TagScheme::google).averages.micro;
    check({100 * google.precision, 100 * google.recall, 100 * google.f1}, expected);
    for (size_t i = 0; i < predicted.size(); ++i) {
      json spans = json::array();
      for (const TaggedSpan& span : tagged_spans(predicted[i], TagScheme::google)) {
        spans.push_back({span.begin, span.end - 1, span.type});
      }
      CHECK(spans == expected.at("spans_pred")[i]);
    }
  }
}

}  // namespace
}  // namespace electra
