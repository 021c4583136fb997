#include "cli/evaluation/classify.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "cli/io/csv.h"
#include "cli/io/input_fault.h"
#include "cli/io/numbers.h"
#include "electra/metrics.h"

namespace electra::cli {
namespace {

// One row per label.
template <class Metrics>
Report labels_of(const Metrics& metrics, const std::vector<std::string>& labels) {
  Report rows;
  for (size_t i = 0; i < labels.size(); ++i) {
    Report row = report_of(metrics.classes[i]);
    row["support"] = metrics.support[i];
    rows[labels[i]] = row;
  }
  return rows;
}

}  // namespace

ClassifyScores::ClassifyScores(std::vector<std::string> labels, ProblemType problem)
    : labels_(std::move(labels)), problem_(problem) {}

int32_t ClassifyScores::class_of(const std::string& label) const {
  const auto found = std::ranges::find(labels_, label);
  if (found != labels_.end()) return static_cast<int32_t>(found - labels_.begin());
  const auto number = parse_number<int32_t>(label);
  if (number && *number >= 0 && *number < num_labels()) return *number;
  fail(fmt::format("label '{}', expected {}, or a number below {}", shortened(label), fmt::join(labels_, ", "),
                   num_labels()));
}

std::vector<uint8_t> ClassifyScores::classes_of(const std::string& labels) const {
  std::vector<uint8_t> row(labels_.size(), 0);
  for (const std::string& label : split_labels(labels)) row[static_cast<size_t>(class_of(label))] = 1;
  return row;
}

double ClassifyScores::value_of(const std::string& label) {
  const auto value = parse_number<double>(label);
  if (!value || !std::isfinite(*value)) fail(fmt::format("label '{}', expected a number", shortened(label)));
  return *value;
}

void ClassifyScores::add_class(int32_t gold, int32_t predicted) {
  gold_.push_back(gold);
  predicted_.push_back(predicted);
  ++items_;
}

void ClassifyScores::add_classes(const std::vector<uint8_t>& gold, const std::vector<uint8_t>& predicted) {
  gold_rows_.insert(gold_rows_.end(), gold.begin(), gold.end());
  predicted_rows_.insert(predicted_rows_.end(), predicted.begin(), predicted.end());
  ++items_;
}

void ClassifyScores::add_value(double gold, double predicted) {
  gold_values_.push_back(gold);
  values_.push_back(predicted);
  ++items_;
}

Report ClassifyScores::report_classes() const {
  const ClassMetrics metrics = class_metrics(gold_, predicted_, static_cast<int32_t>(num_labels()));
  Report report = {{"accuracy", metrics.accuracy}, {"mcc", metrics.mcc}};
  if (num_labels() == 2) report["f1"] = metrics.classes[1].f1;  // GLUE's, of the second label
  report["averages"] = averages_of(metrics);
  report["labels"] = labels_of(metrics, labels_);
  report["confusion_matrix"] = metrics.confusion;
  return report;
}

Report ClassifyScores::report_multi_labels() const {
  const MultiLabelMetrics metrics =
      multi_label_metrics(gold_rows_, predicted_rows_, static_cast<int32_t>(num_labels()));
  Report report = {
      {"exact_match", metrics.exact_match}, {"accuracy", metrics.accuracy}, {"samples_f1", metrics.samples_f1}};
  report["averages"] = averages_of(metrics);
  report["labels"] = labels_of(metrics, labels_);
  return report;
}

Report ClassifyScores::report_regression() const {
  const RegressionMetrics metrics = regression_metrics(gold_values_, values_);
  return {{"pearson", report_of(metrics.pearson)},
          {"spearman", report_of(metrics.spearman)},
          {"mse", report_of(metrics.mse)},
          {"mae", report_of(metrics.mae)}};
}

Report ClassifyScores::report() const {
  if (items_ == 0) return Report::object();
  if (labels_.empty() && problem_ != ProblemType::regression) return Report::object();
  switch (problem_) {
    case ProblemType::single_label:
      return report_classes();
    case ProblemType::multi_label:
      return report_multi_labels();
    case ProblemType::regression:
      return report_regression();
  }
  return {};
}

ClassifyEvaluation::ClassifyEvaluation(const Config& config, double threshold)
    : config_(config), threshold_(static_cast<float>(threshold)), scores_(config.id2label, classify_problem(config)) {}

void ClassifyEvaluation::add(const Item<TextExample>& item, const Classification& result,
                             const ItemSource<TextExample>&) {
  const std::optional<std::string>& label = item.example.label;
  if (!label) fail("no label to compare with");
  switch (scores_.problem()) {
    case ProblemType::single_label: {
      const int64_t gold = scores_.class_of(*label);
      const auto best = std::ranges::max_element(result.logits) - result.logits.begin();
      scores_.add_class(static_cast<int32_t>(gold), static_cast<int32_t>(best));
      loss_ += cross_entropy_loss(result.logits, config_.num_labels, std::span(&gold, 1));
      return;
    }
    case ProblemType::multi_label: {
      const std::vector<uint8_t> gold = scores_.classes_of(*label);
      std::vector<uint8_t> predicted;
      for (const float score : result.scores) predicted.push_back(score >= threshold_);
      scores_.add_classes(gold, predicted);
      loss_ += multi_label_loss(result.logits, std::vector<float>(gold.begin(), gold.end()));
      return;
    }
    case ProblemType::regression: {
      const double gold = ClassifyScores::value_of(*label);
      scores_.add_value(gold, result.scores.front());
      const auto target = static_cast<float>(gold / classify_scale(config_));
      loss_ += squared_error_loss(std::span(result.logits).first(1), std::span(&target, 1));
      return;
    }
  }
}

Report ClassifyEvaluation::report() const {
  Report report = {{"task", "classify"}, {"items", scores_.items()}, {"loss", mean_of(loss_, scores_.items())}};
  report.update(scores_.report());
  return report;
}

std::vector<std::string> split_labels(const std::string& labels) {
  if (labels.empty()) return {};
  if (!labels.starts_with('[')) return split_at_commas(labels);
  std::vector<std::string> names;
  try {
    const auto is_flat = [](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
      if (depth > 1) fail("a label that is a list or an object");
      return true;
    };
    const nlohmann::json list = nlohmann::json::parse(labels, is_flat);
    for (const auto& label : list) {
      names.push_back(label.is_string() ? label.get<std::string>() : label.dump());
    }
  } catch (const nlohmann::json::exception&) {
    fail(fmt::format("labels '{}', expected a list", shortened(labels)));
  }
  return names;
}

}  // namespace electra::cli
