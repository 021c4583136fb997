#include "cli/evaluation/classify.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "base/json_handler.h"
#include "base/quote.h"
#include "cli/io/csv.h"
#include "cli/io/input_fault.h"
#include "cli/io/numbers.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

using Names = std::vector<std::string>;
using Accumulator = std::variant<ClassAccumulator, MultiLabelAccumulator, RegressionAccumulator>;

Accumulator accumulator_of(ProblemType problem, int64_t num_labels, double scale) {
  if (problem == ProblemType::regression) return RegressionAccumulator(scale);
  if (problem == ProblemType::multi_label) return MultiLabelAccumulator(num_labels);
  return ClassAccumulator(num_labels);
}

// ["NAME", …]; what is no string names a label by how it is written.
class LabelList : public internal::JsonHandler {
 public:
  Names names;

  bool has_nested() const { return has_nested_; }
  bool key(string_t&) override { return true; }

 private:
  bool value(Json v) override {
    names.push_back(v.is_string() ? v.get<std::string>() : v.dump());
    return true;
  }
  bool start(Json) override {
    has_nested_ = depth() > 0;
    return !has_nested_;
  }
  bool end() override { return true; }

  bool has_nested_ = false;
};

// A model with one label may write its name beside the value.
double lone_value(const std::vector<NamedLabel>& labels) {
  const NamedLabel& first = labels.front();
  const bool beside = labels.size() == 1 && first.probability && !parse_number<double>(first.name);
  return beside ? *first.probability : value_of(first.name);
}

// With more labels a report says nothing of those that do not occur: it grows with the texts then, not with the model.
constexpr size_t most_listed = 1000;

// One row per label.
Report labels_of(const std::vector<ClassCounts>& classes, const Names& labels) {
  std::vector<std::pair<std::string, Report>> rows;
  for (size_t i = 0; i < labels.size(); ++i) {
    const bool occurs = classes[i].gold > 0 || classes[i].predicted > 0;
    if (labels.size() <= most_listed || occurs) rows.emplace_back(labels[i], report_of(classes[i]));
  }
  return rows_of(std::move(rows));
}

// A row for every gold label with a column for every predicted one.
Report matrix_of(const Confusions& confusions, size_t labels) {
  std::vector<std::vector<int64_t>> rows(labels, std::vector<int64_t>(labels, 0));
  for (const auto& [pair, count] : confusions) {
    rows[static_cast<size_t>(pair.first)][static_cast<size_t>(pair.second)] = count;
  }
  return rows;
}

// What is not 0 of such a matrix: gold label, predicted label, number of texts.
Report cells_of(const Confusions& confusions, const Names& labels) {
  Report cells = Report::array();
  for (const auto& [pair, count] : confusions) {
    cells.push_back({labels[static_cast<size_t>(pair.first)], labels[static_cast<size_t>(pair.second)], count});
  }
  return cells;
}

Report metrics_report(const ClassMetrics& metrics, const Names& labels) {
  if (labels.empty()) return Report::object();
  Report report = {{"accuracy", metrics.accuracy}, {"mcc", metrics.mcc}};
  if (labels.size() == 2) report["f1"] = precision_recall(metrics.classes[1]).f1;  // GLUE's, of the second label
  report["averages"] = report_of(metrics.averages);
  report["labels"] = labels_of(metrics.classes, labels);
  if (labels.size() > most_listed) {
    report["confusions"] = cells_of(metrics.confusions, labels);
  } else {
    report["confusion_matrix"] = matrix_of(metrics.confusions, labels.size());
  }
  return report;
}

Report metrics_report(const MultiLabelMetrics& metrics, const Names& labels) {
  if (labels.empty()) return Report::object();
  return {{"exact_match", metrics.exact_match},
          {"accuracy", metrics.accuracy},
          {"samples_f1", metrics.samples_f1},
          {"averages", report_of(metrics.averages)},
          {"labels", labels_of(metrics.classes, labels)}};
}

Report metrics_report(const RegressionMetrics& metrics, const Names&) {
  return {{"pearson", report_of(metrics.pearson)},
          {"spearman", report_of(metrics.spearman)},
          {"mse", report_of(metrics.mse)},
          {"mae", report_of(metrics.mae)}};
}

}  // namespace

ClassifyEvaluation::ClassifyEvaluation(Names labels, ProblemType problem, double threshold, double scale,
                                       LabelMap gold_names)
    : labels_(std::move(labels)),
      threshold_(static_cast<float>(threshold)),
      scale_(static_cast<float>(scale)),
      gold_names_(std::move(gold_names)),
      metrics_(accumulator_of(problem, std::ssize(labels_), scale)) {
  for (size_t i = 0; i < labels_.size(); ++i) class_of_label_.emplace(labels_[i], static_cast<int64_t>(i));
  if (problem == ProblemType::regression && !gold_names_.is_empty()) {
    throw Error(ErrorKind::usage, "--map-labels: the predictions are values, expected labels");
  }
  for (const std::string& label : gold_names_.targets()) {
    const auto fault = fault_of([&] { class_of(label); });
    if (fault) throw Error(ErrorKind::usage, fmt::format("--map-labels: {}", *fault));
  }
}

int64_t ClassifyEvaluation::class_of(const std::string& label) const {
  const auto found = class_of_label_.find(label);
  if (found != class_of_label_.end()) return found->second;
  const auto number = parse_number<int32_t>(label);
  if (number && *number >= 0 && *number < std::ssize(labels_)) return *number;
  fail(fmt::format("label {}, expected {}, or a number below {}", quote(label), quote_list(labels_), labels_.size()));
}

std::vector<uint8_t> ClassifyEvaluation::classes_of_gold(const std::string& labels) {
  std::vector<uint8_t> row(labels_.size(), 0);
  for (const std::string& label : split_labels(labels)) row[static_cast<size_t>(class_of_gold(label))] = 1;
  return row;
}

void ClassifyEvaluation::add(const TextExample& example, const Classification& result, const std::string&) {
  const std::string& gold = gold_of(example.label, "no label");
  if (auto* const classes = std::get_if<ClassAccumulator>(&metrics_)) {
    const int64_t right = class_of_gold(gold);
    const int64_t best = std::ranges::max_element(result.logits) - result.logits.begin();
    classes->add(right, best, result.logits);
    if (!kept_) return;
    // The softmax, whatever the activation: a loss is its negative logarithm.
    const int64_t kept = has_two() ? 1 : best;
    keep(right, best, std::exp(-cross_entropy_loss(result.logits, std::ssize(result.logits), std::span(&kept, 1))));
  } else if (auto* const sets = std::get_if<MultiLabelAccumulator>(&metrics_)) {
    std::vector<uint8_t> predicted;
    for (const float logit : result.logits) predicted.push_back(label_probability(logit) >= threshold_);
    sets->add(classes_of_gold(gold), predicted, result.logits);
  } else {
    const float logit = result.logits.front();
    std::get<RegressionAccumulator>(metrics_).add(value_of(gold), logit * scale_, logit);
  }
}

void ClassifyEvaluation::add(const std::string& gold, const std::vector<NamedLabel>& labels) {
  if (auto* const sets = std::get_if<MultiLabelAccumulator>(&metrics_)) {
    std::vector<uint8_t> predicted(labels_.size(), 0);
    for (const auto& [name, probability] : labels) {
      const bool is_predicted = !probability || static_cast<float>(*probability) >= threshold_;
      if (is_predicted) predicted[static_cast<size_t>(class_of(name))] = 1;
    }
    sets->add(classes_of_gold(gold), predicted);
    return;
  }
  if (labels.empty()) fail("the prediction has no label");
  if (auto* const classes = std::get_if<ClassAccumulator>(&metrics_)) {
    const int64_t right = class_of_gold(gold), best = class_of(labels[0].name);
    classes->add(right, best);
    if (kept_) keep(right, best, probability_of(labels));
  } else {
    std::get<RegressionAccumulator>(metrics_).add(value_of(gold), lone_value(labels));
  }
}

Report ClassifyEvaluation::report() const {
  gold_names_.print_warning();
  return std::visit(
      [this](const auto& accumulator) {
        const auto metrics = accumulator.metrics();
        Report report = {{"task", "classify"}, {"items", metrics.items}, {"loss", report_of(metrics.loss)}};
        if (metrics.items > 0) report.update(metrics_report(metrics, labels_));
        return report;
      },
      metrics_);
}

std::vector<std::string> split_labels(const std::string& labels) {
  if (labels.empty()) return {};
  if (!labels.starts_with('[')) return split_at_commas(labels);
  LabelList list;
  if (list.parse(labels)) return std::move(list.names);
  if (list.has_nested()) fail("a label that is a list or an object");
  fail(fmt::format("labels {}, expected a list", quote(labels)));
}

double value_of(const std::string& label) {
  const auto value = parse_number<double>(label);
  if (!value || !std::isfinite(*value)) fail(fmt::format("label {}, expected a number", quote(label)));
  return *value;
}

}  // namespace electra::cli
