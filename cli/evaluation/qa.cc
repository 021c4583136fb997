#include "cli/evaluation/qa.h"

#include <algorithm>
#include <utility>

#include "cli/io/input_fault.h"

namespace electra::cli {

using namespace internal;

namespace {

// In percent, as SQuAD's scripts.
Report answer_report(const AnswerMetrics& metrics) {
  return {{"total", metrics.total}, {"exact", metrics.exact}, {"f1", metrics.f1}};
}

using enum AnswerMetric;
const Choices<AnswerMetric> metric_names = {{"squad", squad}, {"korquad", korquad}, {"cmrc", cmrc}, {"mlqa", mlqa}};

}  // namespace

AnswerComparison AnswerMetricFlags::comparison() const {
  refuse_if((metric == mlqa) != language.has_value(), "--metric mlqa and --language need each other");
  return {.metric = metric, .language = language.value_or(AnswerLanguage::en)};
}

void add_answer_metric_flags(CLI::App& app, AnswerMetricFlags& flags, const std::string& prefix) {
  add_choice_flag(
      app, flags.metric, metric_names,
      {"--metric", "",
       prefix + "whose script compares the answers: squad, by words; korquad and cmrc, by characters; mlqa, "
                "by the words of --language",
       evaluation_group});
  using enum AnswerLanguage;
  add_choice_flag(app, flags.language,
                  {{"ar", ar}, {"de", de}, {"en", en}, {"es", es}, {"hi", hi}, {"vi", vi}, {"zh", zh}},
                  {"--language", "", prefix + "the language of the answers, for --metric mlqa", evaluation_group});
}

void QaEvaluation::add(const QaExample& example, const Answer& result, const std::string&) {
  // SQuAD's script is told the odds, the others have no notion of them.
  const bool silenced = metric_ != squad && example.may_have_no_answer && threshold_ && result.null_odds > *threshold_;
  add(example, result.found && !silenced ? result.n_best[result.best].text : "", result.losses);
  if (example.may_have_no_answer) add_null_odds(example.id, result.null_odds);
}

void QaEvaluation::add(const QaExample& example, std::optional<std::string> answer, std::span<const double> losses) {
  const QaGold& gold = gold_of(example.gold, "no \"answers\"");
  if (gold.answers.empty() && metric_ != squad) fail("no right answer, as only --metric squad knows it");
  answers_.add({example.id, gold.answers, example.may_have_no_answer || gold.answers.empty()}, std::move(answer),
               losses);
}

Report QaEvaluation::report() const {
  const SquadMetrics metrics = answers_.metrics();
  Report report = {{"task", "qa"}};
  const auto name = std::ranges::find(metric_names, metric_, [](const auto& metric) { return metric.second; })->first;
  if (metric_ != squad) report["metric"] = name;
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
