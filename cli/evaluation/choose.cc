#include "cli/evaluation/choose.h"

#include <fmt/format.h>

namespace electra::cli {

int64_t right_choice(const ChoiceExample& example) {
  const int64_t label = gold_of(example.label, "no label");
  const int64_t choices = std::ssize(example.choices);
  if (label < 0 || label >= choices) fail(fmt::format("label {}, expected 0 to {}", label, choices - 1));
  return label;
}

Report ChooseEvaluation::report() const {
  const ClassMetrics metrics = choices_.metrics();
  Report report = {{"task", "choose"}, {"items", metrics.items}};
  add_loss(report, metrics.loss);
  report["accuracy"] = share_of(metrics.items, metrics.accuracy);
  return report;
}

}  // namespace electra::cli
