#include "cli/evaluation/choose.h"

namespace electra::cli {

Report ChooseEvaluation::report() const {
  const ClassMetrics metrics = choices_.metrics();
  Report report = {{"task", "choose"}, {"items", metrics.items}};
  add_loss(report, metrics.loss);
  report["accuracy"] = share_of(metrics.items, metrics.accuracy);
  return report;
}

}  // namespace electra::cli
