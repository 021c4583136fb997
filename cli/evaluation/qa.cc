#include "cli/evaluation/qa.h"

#include <utility>

#include "cli/io/input_fault.h"

namespace electra::cli {

using namespace internal;

namespace {

// In percent, as SQuAD's scripts.
Report answer_report(const AnswerMetrics& metrics) {
  return {{"total", metrics.total}, {"exact", metrics.exact}, {"f1", metrics.f1}};
}

}  // namespace

void QaEvaluation::add(const QaExample& example, const Answer& result, const std::string&) {
  add(example, result.n_best[result.best].text, result.losses);
  if (example.may_have_no_answer) add_null_odds(example.id, result.null_odds);
}

void QaEvaluation::add(const QaExample& example, std::optional<std::string> answer, std::span<const double> losses) {
  const QaGold& gold = gold_of(example.gold, "no \"answers\"");
  ids_.add(example.id);
  answers_.add({example.id, gold.answers, example.may_have_no_answer}, std::move(answer), losses);
}

Report QaEvaluation::report() const {
  const SquadMetrics metrics = answers_.metrics();
  Report report = {{"task", "qa"}};
  add_loss(report, metrics.loss);
  report.update(answer_report(metrics.all));
  if (metrics.best) {
    report["null_threshold"] = report_of(threshold_);
    report["best_exact"] = metrics.best->exact;
    report["best_exact_threshold"] = metrics.best->exact_threshold;
    report["best_f1"] = metrics.best->f1;
    report["best_f1_threshold"] = metrics.best->f1_threshold;
  }
  if (metrics.average_precision) {
    report["exact_average_precision"] = metrics.average_precision->exact;
    report["f1_average_precision"] = metrics.average_precision->f1;
    report["oracle_average_precision"] = metrics.average_precision->oracle;
  }
  if (metrics.has_answer) report["questions"]["HasAns"] = answer_report(*metrics.has_answer);
  if (metrics.no_answer) report["questions"]["NoAns"] = answer_report(*metrics.no_answer);
  return report;
}

}  // namespace electra::cli
