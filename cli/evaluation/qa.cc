#include "cli/evaluation/qa.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "cli/io/input_fault.h"
#include "cli/io/numbers.h"

namespace electra::cli {

using namespace internal;

namespace {

// In percent, as SQuAD's scripts.
Report answer_report(const AnswerMetrics& metrics) {
  return {{"total", metrics.total}, {"exact", metrics.exact}, {"f1", metrics.f1}};
}

void add_row(BarChart& chart, const char* name, const std::optional<AnswerMetrics>& metrics) {
  if (metrics) chart.rows.push_back({name, counted(metrics->total, "question"), {metrics->exact, metrics->f1}});
}

// The thresholds between which something changes, and a little beside them.
PlotAxis threshold_axis(const std::vector<NoAnswerPoint>& curve) {
  const auto is_finite = [](const NoAnswerPoint& point) { return std::isfinite(point.threshold); };
  const auto first = std::ranges::find_if(curve, is_finite);
  if (first == curve.end()) return {.title = "threshold of null odds"};
  const double least = first->threshold;
  const double most = std::ranges::find_if(curve.rbegin(), curve.rend(), is_finite)->threshold;
  const double beside = most > least ? (most - least) / 40.0 : 1.0;
  return {.title = "threshold of null odds", .least = least - beside, .most = most + beside};
}

LineChart no_answer_chart(const std::vector<NoAnswerPoint>& curve, const SquadMetrics::Best& best) {
  LineChart chart = {.title = "No answer",
                     .about = fmt::format("Where questions with null odds above a threshold have no answer: best exact "
                                          "{:.2f} at {:.4g}, best F1 {:.2f} at {:.4g} (upright lines)",
                                          best.exact, best.exact_threshold, best.f1, best.f1_threshold),
                     .x = threshold_axis(curve),
                     .y = {.title = "percent", .least = 0.0, .most = 100.0},
                     .lines = {{.name = "exact", .points = {}, .shape = LineShape::level_first},
                               {.name = "F1", .points = {}, .shape = LineShape::level_first}},
                     .has_diagonal = false,
                     .marks = {best.exact_threshold, best.f1_threshold}};
  for (const NoAnswerPoint& point : curve) {
    chart.lines[0].points.push_back({point.threshold, point.exact});
    chart.lines[1].points.push_back({point.threshold, point.f1});
  }
  for (PlotLine& line : chart.lines) line.points.push_back({chart.x.most, line.points.back().y});
  return chart;
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

Plot QaEvaluation::plot() const {
  const SquadMetrics metrics = answers_.metrics();
  Plot plot = {.title = "qa", .about = counted(metrics.all.total, "question"), .charts = {}};
  if (metrics.all.total == 0) return plot;
  BarChart bars = {.title = "Exact and F1",
                   .about = "In percent of the questions",
                   .most = 100.0,
                   .series = {"exact", "F1"},
                   .rows = {}};
  add_row(bars, "all", metrics.all);
  add_row(bars, "answerable", metrics.has_answer);
  add_row(bars, "unanswerable", metrics.no_answer);
  plot.charts.emplace_back(std::move(bars));
  const std::vector<NoAnswerPoint> curve = answers_.no_answer_curve();
  if (metrics.best && curve.size() > 1) plot.charts.emplace_back(no_answer_chart(curve, *metrics.best));
  return plot;
}

}  // namespace electra::cli
