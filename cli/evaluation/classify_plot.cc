// What --plot draws of labels and values.
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "cli/evaluation/charts.h"
#include "cli/evaluation/classify.h"
#include "cli/io/numbers.h"

namespace electra::cli {
namespace {

// Both axes have the range of all values, so that the diagonal is where they are equal.
PointChart value_chart(const RegressionAccumulator& values, const RegressionMetrics& metrics) {
  const auto [least_gold, most_gold] = std::ranges::minmax(values.gold());
  const auto [least_predicted, most_predicted] = std::ranges::minmax(values.predicted());
  const double least = std::min(least_gold, least_predicted), most = std::max(most_gold, most_predicted);
  const double beside = (most - least) / 50.0;
  PointChart chart = {
      .title = "Values",
      .about = fmt::format("Pearson {:.4f}, Spearman {:.4f}, mean squared error {:.4g}; right ones are on the diagonal",
                           metrics.pearson.value_or(0.0), metrics.spearman.value_or(0.0), metrics.mse.value_or(0.0)),
      .x = {.title = "gold", .least = least - beside, .most = most + beside},
      .y = {.title = "predicted", .least = least - beside, .most = most + beside},
      .points = {}};
  for (size_t i = 0; i < values.gold().size(); ++i) chart.points.push_back({values.gold()[i], values.predicted()[i]});
  return chart;
}

void add_charts(Plot& plot, const ClassAccumulator& classes, const std::vector<std::string>& labels) {
  const ClassMetrics metrics = classes.metrics();
  plot.about = fmt::format("{}; accuracy {:.4f}, Matthews' correlation {:.4f}", counted(metrics.items, "text"),
                           metrics.accuracy, metrics.mcc);
  plot.charts.emplace_back(
      MatrixChart{.title = "Confusions",
                  .about = "Texts by their gold and their predicted label; the stronger the colour, the "
                           "larger the share of the gold label",
                  .names = labels,
                  .counts = metrics.confusions});
}

void add_charts(Plot& plot, const MultiLabelAccumulator& sets, const std::vector<std::string>& labels) {
  const MultiLabelMetrics metrics = sets.metrics();
  plot.about = fmt::format("{}; the share with all labels right is {:.4f}, micro F1 {:.4f}",
                           counted(metrics.items, "text"), metrics.exact_match, metrics.averages.micro.f1);
  std::vector<std::pair<std::string, ClassCounts>> classes;
  for (size_t i = 0; i < labels.size(); ++i) classes.emplace_back(labels[i], metrics.classes[i]);
  add_class_bars(plot, std::move(classes), "labels");
}

void add_charts(Plot& plot, const RegressionAccumulator& values, const std::vector<std::string>&) {
  plot.about = counted(values.gold().size(), "text");
  plot.charts.emplace_back(value_chart(values, values.metrics()));
}

}  // namespace

void ClassifyEvaluation::keep_for_plot() {
  if (std::holds_alternative<ClassAccumulator>(metrics_)) kept_.emplace(0.5F);
}

void ClassifyEvaluation::keep(int64_t gold, int64_t predicted, std::optional<double> probability) {
  if (!probability || !(*probability >= 0.0 && *probability <= 1.0)) {  // a logit, perhaps
    kept_.reset();
    if (has_two()) missing_ = "; curves need both labels with their probabilities, as classify --top-k 2 writes them";
    return;
  }
  const uint8_t is_right = has_two() ? gold == 1 : gold == predicted;
  const auto value = static_cast<float>(*probability);
  kept_->add(std::span(&is_right, 1), std::span(&value, 1));
}

std::optional<double> ClassifyEvaluation::probability_of(const std::vector<NamedLabel>& labels) const {
  if (!has_two()) return labels.front().probability;
  for (const NamedLabel& label : labels) {
    if (class_of(label.name) == 1) return label.probability;
  }
  return std::nullopt;  // that of the other label alone: what is left is not its, if each has a sigmoid of its own
}

Plot ClassifyEvaluation::plot() const {
  Plot plot = {.title = "classify", .about = counted(0, "text"), .charts = {}};
  const int64_t items = std::visit([](const auto& accumulator) { return accumulator.metrics().items; }, metrics_);
  if (items == 0) return plot;
  std::visit([&](const auto& accumulator) { add_charts(plot, accumulator, labels_); }, metrics_);
  if (!kept_) plot.about += missing_;
  if (kept_ && has_two()) add_binary_charts(plot, kept_->curves(), labels_[1]);
  if (kept_ && !has_two()) add_choice_calibration(plot, kept_->curves());
  return plot;
}

}  // namespace electra::cli
