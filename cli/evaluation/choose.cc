#include "cli/evaluation/choose.h"

#include <fmt/format.h>

#include <span>

#include "cli/io/numbers.h"

namespace electra::cli {

int64_t right_choice(const ChoiceExample& example) {
  const int64_t label = gold_of(example.label, "no label");
  const int64_t choices = std::ssize(example.choices);
  if (label < 0 || label >= choices) fail(fmt::format("label {}, expected 0 to {}", label, choices - 1));
  return label;
}

void ChooseEvaluation::add(const ChoiceExample& example, const Choice& result, const std::string&) {
  const int64_t right = right_choice(example);
  choices_.add(right, result.best, result.logits);
  if (!keeps_ || result.probabilities.empty()) return;
  const uint8_t is_right = right == result.best;
  best_.add(std::span(&is_right, 1), std::span(result.probabilities).subspan(static_cast<size_t>(result.best), 1));
}

Plot ChooseEvaluation::plot() const {
  const ClassMetrics metrics = choices_.metrics();
  Plot plot = {.title = "choose", .about = counted(metrics.items, "question"), .charts = {}};
  if (metrics.items == 0) return plot;
  plot.charts.emplace_back(BarChart{.title = "Accuracy",
                                    .about = fmt::format("{:.4f} of the choices are right", metrics.accuracy),
                                    .series = {"share"},
                                    .rows = {{"right", "", {metrics.accuracy}}}});
  add_choice_calibration(plot, best_.curves());
  return plot;
}

Report ChooseEvaluation::report() const {
  const ClassMetrics metrics = choices_.metrics();
  Report report = {{"task", "choose"}, {"items", metrics.items}};
  add_loss(report, metrics.loss);
  report["accuracy"] = share_of(metrics.items, metrics.accuracy);
  return report;
}

}  // namespace electra::cli
