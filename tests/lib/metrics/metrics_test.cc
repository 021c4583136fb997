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

TEST_CASE("numbers that are none have no correlation, and neither have those that overflow") {
  const std::vector<double> gold = {1.0, 2.0, 3.0};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double bad : {nan, std::numeric_limits<double>::infinity()}) {
    const RegressionScores scores = score_regression(gold, std::vector<double>{1.0, bad, bad});
    CHECK(scores.items == 3);
    CHECK(!scores.pearson);
    CHECK(!scores.spearman);
    CHECK(!scores.mse);
  }
  CHECK(!score_regression(gold, std::vector<double>{1e308, -1e308, 1e308}).pearson);
}

TEST_CASE("scores of two classes: the threshold's decisions, and all pairs for the area under the curve") {
  const std::vector<uint8_t> gold = {0, 0, 1, 1, 0, 1};
  const std::vector<float> scores = {0.1F, 0.4F, 0.35F, 0.8F, 0.4F, 0.4F};
  const BinaryScores found = score_binary(gold, scores, 0.4F);
  CHECK(found.positives == 3);
  CHECK(found.accuracy == 0.5);
  CHECK(found.found.precision == 0.5);
  CHECK(found.found.recall == doctest::Approx(2.0 / 3.0));
  CHECK(*found.auc == doctest::Approx(6.0 / 9.0));  // sklearn.metrics.roc_auc_score
  CHECK(!score_binary(std::vector<uint8_t>{1, 1}, std::vector<float>{0.1F, 0.2F}, 0.5F).auc);
  CHECK(!score_binary({}, {}, 0.5F).auc);
}

TEST_CASE("one label per item") {
  for (const json& test : recorded("classification.json")) {
    const auto gold = test.at("gold").get<std::vector<int32_t>>(), pred = test.at("pred").get<std::vector<int32_t>>();
    CAPTURE(test.at("name").get<std::string>());
    int32_t classes = 2;
    for (const auto& list : {gold, pred}) {
      for (const int32_t label : list) classes = std::max(classes, label + 1);
    }
    const ClassificationScores scores = score_classes(gold, pred, classes);
    check(scores.accuracy, test.at("accuracy"));
    check(scores.mcc, test.at("mcc"));
    check(scores.macro, test.at("macro"));
    check(scores.micro, test.at("micro"));
    check(scores.weighted, test.at("weighted"));
    if (test.contains("f1_positive1")) {
      check(scores.classes[1].f1, test.at("f1_positive1"));
      check(scores.classes[1].precision, test.at("precision_positive1"));
      check(scores.classes[1].recall, test.at("recall_positive1"));
    }
    // The recording leaves out classes that do not occur.
    if (test.at("confusion_matrix").size() == scores.confusion.size()) {
      CHECK(json(scores.confusion) == test.at("confusion_matrix"));
    }
  }
}

TEST_CASE("any number of labels per item") {
  for (const json& test : recorded("multilabel.json")) {
    std::vector<uint8_t> gold, predicted;
    for (const json& row : test.at("gold")) {
      for (const json& value : row) gold.push_back(value.get<uint8_t>());
    }
    for (const json& row : test.at("pred")) {
      for (const json& value : row) predicted.push_back(value.get<uint8_t>());
    }
    const auto classes = static_cast<int32_t>(test.at("gold").at(0).size());
    const MultiLabelScores scores = score_multi_labels(gold, predicted, classes);
    check(scores.exact_match, test.at("exact_match"));
    check(scores.accuracy, test.at("hamming_accuracy"));
    check(scores.macro.f1, test.at("macro_f1"));
    check(scores.micro.f1, test.at("micro_f1"));
    check(scores.weighted.f1, test.at("weighted_f1"));
    check(scores.samples_f1, test.at("samples_f1"));
  }
}

// sklearn.metrics.precision_recall_fscore_support with two columns, of which the second is empty.
TEST_CASE("of several labels those that never occur count in the macro average, and in no other") {
  const std::vector<uint8_t> right = {1, 0, 1, 0};
  const MultiLabelScores scores = score_multi_labels(right, right, 2);
  for (const auto& [average, expected] : {std::pair(scores.macro, 0.5), {scores.micro, 1.0}, {scores.weighted, 1.0}}) {
    CHECK(average.precision == expected);
    CHECK(average.recall == expected);
    CHECK(average.f1 == expected);
  }
}

TEST_CASE("numbers: correlations, and where there are none") {
  for (const json& test : recorded("regression.json")) {
    CAPTURE(test.at("name").get<std::string>());
    const RegressionScores scores =
        score_regression(test.at("gold").get<std::vector<double>>(), test.at("pred").get<std::vector<double>>());
    const auto check_or_none = [](const std::optional<double>& value, const json& expected) {
      REQUIRE(value.has_value() == !expected.is_null());
      if (value) check(*value, expected);
    };
    check_or_none(scores.pearson, test.at("pearson"));
    check_or_none(scores.spearman, test.at("spearman"));
    check_or_none(scores.mse, test.at("mse"));
    check_or_none(scores.mae, test.at("mae"));
  }
  CHECK_FALSE(score_regression({}, {}).mse);
}

void check_report(const SpanScores& scores, const json& report) {
  for (const auto& [name, expected] : report.items()) {
    CAPTURE(name);
    if (name == "micro avg") {
      check(scores.micro, expected, "f1-score");
    } else if (name == "macro avg") {
      check(scores.macro, expected, "f1-score");
    } else if (name == "weighted avg") {
      check(scores.weighted, expected, "f1-score");
    } else {
      check(scores.types.at(name), expected, "f1-score");
      CHECK(scores.support.at(name) == expected.at("support"));
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
    const auto score_spans = [&](TagScheme scheme) {
      SpanScorer scorer(scheme);
      for (size_t i = 0; i < gold.size(); ++i) scorer.add(gold[i], predicted[i]);
      return scorer.scores();
    };
    const SpanScores lenient = score_spans(TagScheme::lenient);
    check_report(lenient, test.at("default").at("report"));
    check(lenient.word_accuracy, test.at("token_accuracy"));
    const auto strict = iobes ? TagScheme::strict_iobes : TagScheme::strict_iob2;
    check_report(score_spans(strict), test.at("strict").at("report"));
    for (size_t i = 0; i < predicted.size(); ++i) {
      json spans = json::array();
      for (const TaggedSpan& span : tagged_spans(predicted[i], TagScheme::lenient)) {
        spans.push_back({span.type, span.begin, span.end - 1});
      }
      CHECK(spans == test.at("seqeval_default_entities_pred")[i]);
    }
    if (!test.contains("google_entity_f1")) continue;
    const json& expected = test.at("google_entity_f1");
    const PrecisionRecall google = score_spans(TagScheme::google).micro;
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
