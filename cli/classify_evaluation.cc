#include "cli/classify_evaluation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "cli/columns.h"
#include "electra/error.h"
#include "electra/metrics.h"

namespace electra::cli {
namespace {

[[noreturn]] void fail(const std::string& fault) { throw Error(ErrorKind::input, fault); }

double number_of(const std::string& label) {
  double value = 0.0;
  const auto [stop, error] = std::from_chars(label.data(), label.data() + label.size(), value);
  if (error != std::errc{} || stop != label.data() + label.size() || !std::isfinite(value)) {
    fail(fmt::format("label '{}', expected a number", label));
  }
  return value;
}

}  // namespace

ClassifyEvaluation::ClassifyEvaluation(const Config& config, double threshold, bool wanted)
    : config_(config), threshold_(threshold), wanted_(wanted), problem_(classify_problem(config)) {}

int32_t ClassifyEvaluation::class_of(const std::string& label) const {
  const auto found = std::ranges::find(config_.id2label, label);
  if (found != config_.id2label.end()) return static_cast<int32_t>(found - config_.id2label.begin());
  int32_t number = -1;
  const auto [stop, error] = std::from_chars(label.data(), label.data() + label.size(), number);
  const bool is_number = error == std::errc{} && stop == label.data() + label.size();
  if (is_number && number >= 0 && number < config_.num_labels) return number;
  fail(fmt::format("label '{}', expected {}, or a number below {}", label, fmt::join(config_.id2label, ", "),
                   config_.num_labels));
}

std::vector<uint8_t> ClassifyEvaluation::classes_of(const std::string& labels) const {
  std::vector<uint8_t> row(static_cast<size_t>(config_.num_labels), 0);
  if (labels.starts_with('[')) {  // of a JSON object
    for (const auto& label : nlohmann::json::parse(labels)) {
      row[static_cast<size_t>(class_of(label.is_string() ? label.get<std::string>() : label.dump()))] = 1;
    }
  } else if (!labels.empty()) {
    for (const std::string& label : split_at_commas(labels)) row[static_cast<size_t>(class_of(label))] = 1;
  }
  return row;
}

void ClassifyEvaluation::add(const TextItem& item, const Classification& result) {
  if (!wanted_) return;
  if (!item.label) fail("no label to compare with");
  switch (problem_) {
    case ProblemType::single_label: {
      const int64_t gold = class_of(*item.label);
      gold_.push_back(static_cast<int32_t>(gold));
      predicted_.push_back(static_cast<int32_t>(std::ranges::max_element(result.logits) - result.logits.begin()));
      loss_ += cross_entropy_loss(result.logits, config_.num_labels, std::span(&gold, 1));
      break;
    }
    case ProblemType::multi_label: {
      const std::vector<uint8_t> gold = classes_of(*item.label);
      gold_rows_.insert(gold_rows_.end(), gold.begin(), gold.end());
      for (const float score : result.scores) predicted_rows_.push_back(score >= static_cast<float>(threshold_));
      loss_ += multi_label_loss(result.logits, std::vector<float>(gold.begin(), gold.end()));
      break;
    }
    case ProblemType::regression: {
      const double gold = number_of(*item.label);
      gold_values_.push_back(gold);
      values_.push_back(result.scores.front());
      const auto target = static_cast<float>(gold / classify_scale(config_));
      loss_ += squared_error_loss(std::span(result.logits).first(1), std::span(&target, 1));
      break;
    }
  }
  ++items_;
}

Report ClassifyEvaluation::report_classes() const {
  const ClassificationScores scores = score_classes(gold_, predicted_, static_cast<int32_t>(config_.num_labels));
  Report report = {{"accuracy", scores.accuracy}, {"mcc", scores.mcc}};
  if (config_.num_labels == 2) report["f1"] = scores.classes[1].f1;  // GLUE's, of the second label
  report["averages"] = averages_of(scores);
  for (size_t i = 0; i < scores.classes.size(); ++i) {
    Report row = report_of(scores.classes[i]);
    row["support"] = scores.support[i];
    report["labels"][config_.id2label[i]] = row;
  }
  report["confusion_matrix"] = scores.confusion;
  return report;
}

Report ClassifyEvaluation::report_multi_labels() const {
  const MultiLabelScores scores =
      score_multi_labels(gold_rows_, predicted_rows_, static_cast<int32_t>(config_.num_labels));
  Report report = {
      {"exact_match", scores.exact_match}, {"accuracy", scores.accuracy}, {"samples_f1", scores.samples_f1}};
  report["averages"] = averages_of(scores);
  for (size_t i = 0; i < scores.classes.size(); ++i) {
    Report row = report_of(scores.classes[i]);
    row["support"] = scores.support[i];
    report["labels"][config_.id2label[i]] = row;
  }
  return report;
}

Report ClassifyEvaluation::report_regression() const {
  const RegressionScores scores = score_regression(gold_values_, values_);
  return {{"pearson", report_of(scores.pearson)},
          {"spearman", report_of(scores.spearman)},
          {"mse", report_of(scores.mse)},
          {"mae", report_of(scores.mae)}};
}

Report ClassifyEvaluation::report() const {
  Report report = {{"task", "classify"}, {"items", items_}};
  report["loss"] = nullptr;
  if (items_ == 0) return report;  // nothing was right or wrong
  report["loss"] = loss_ / static_cast<double>(items_);
  switch (problem_) {
    case ProblemType::single_label:
      report.update(report_classes());
      break;
    case ProblemType::multi_label:
      report.update(report_multi_labels());
      break;
    case ProblemType::regression:
      report.update(report_regression());
      break;
  }
  return report;
}

}  // namespace electra::cli
