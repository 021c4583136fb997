#include "cli/evaluation/qa.h"

#include <fmt/format.h>

#include <limits>
#include <numeric>

#include "cli/io/input_fault.h"

namespace electra::cli {
namespace {

// In percent, as SQuAD's scripts.
Report answer_report(const AnswerMetrics& metrics) {
  return {{"total", metrics.total}, {"exact", metrics.exact}, {"f1", metrics.f1}};
}

}  // namespace

void QaEvaluation::add(const Item<QaExample>& item, const Answer& result, const ItemSource<QaExample>&) {
  const QaExample& example = item.example;
  add_question(example);
  add_answer(example.id, result.n_best[result.best].text);
  if (example.may_have_no_answer) add_null_odds(example.id, result.null_odds);
  loss_.add(std::accumulate(result.losses.begin(), result.losses.end(), 0.0), std::ssize(result.losses));
}

void QaEvaluation::add_question(const QaExample& example) {
  if (!example.gold) fail(fmt::format("question '{}' has no \"answers\" to compare with", example.id));
  if (!ids_.insert(example.id).second) fail(fmt::format("question '{}' stands there twice", example.id));
  gold_.push_back({example.id, *example.gold});
  is_squad2_ = is_squad2_ || example.may_have_no_answer;
}

Report QaEvaluation::report_squad2() const {
  constexpr double none = std::numeric_limits<double>::infinity();
  const Squad2Metrics metrics =
      squad2_metrics(gold_, answers_, odds_.empty() ? nullptr : &odds_, threshold_.value_or(none));
  Report report = answer_report(metrics.all);
  if (!odds_.empty()) report["null_threshold"] = report_of(threshold_);
  if (metrics.best) {
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

Report QaEvaluation::report() const {
  Report report = {{"task", "qa"}};
  loss_.report_to(report);
  report.update(is_squad2_ ? report_squad2() : answer_report(squad1_metrics(gold_, answers_)));
  return report;
}

}  // namespace electra::cli
