#include "cli/evaluation/qa.h"

#include <fmt/format.h>

#include <limits>
#include <numeric>

#include "cli/io/input_fault.h"

namespace electra::cli {
namespace {

// In percent, as SQuAD's scripts.
Report answer_report(const AnswerScores& scores) {
  return {{"total", scores.total}, {"exact", scores.exact}, {"f1", scores.f1}};
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
  const Squad2Scores scores =
      score_squad2(gold_, answers_, odds_.empty() ? nullptr : &odds_, threshold_.value_or(none));
  Report report = answer_report(scores.all);
  if (!odds_.empty()) report["null_threshold"] = report_of(threshold_);
  if (scores.best) {
    report["best_exact"] = scores.best->exact;
    report["best_exact_threshold"] = scores.best->exact_threshold;
    report["best_f1"] = scores.best->f1;
    report["best_f1_threshold"] = scores.best->f1_threshold;
  }
  if (scores.average_precision) {
    report["exact_average_precision"] = scores.average_precision->exact;
    report["f1_average_precision"] = scores.average_precision->f1;
    report["oracle_average_precision"] = scores.average_precision->oracle;
  }
  if (scores.has_answer) report["questions"]["HasAns"] = answer_report(*scores.has_answer);
  if (scores.no_answer) report["questions"]["NoAns"] = answer_report(*scores.no_answer);
  return report;
}

Report QaEvaluation::report() const {
  Report report = {{"task", "qa"}};
  loss_.report_to(report);
  report.update(is_squad2_ ? report_squad2() : answer_report(score_squad1(gold_, answers_)));
  return report;
}

}  // namespace electra::cli
