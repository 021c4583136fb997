// Answers to questions against the right ones, as the scripts of SQuAD 1.1 and 2.0 compare them, or others after them.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "cli/args/flags.h"
#include "cli/evaluation/evaluation.h"
#include "cli/examples/qa.h"
#include "electra/metrics.h"

namespace electra::cli {

// --metric and --language.
struct AnswerMetricFlags {
  AnswerMetric metric = AnswerMetric::squad;
  std::optional<AnswerLanguage> language;

  // Throws Error(usage) unless a language is given where there is a choice.
  AnswerComparison comparison() const;
};
// `prefix` of their helps: "qa: ".
void add_answer_metric_flags(CLI::App& app, AnswerMetricFlags& flags, const std::string& prefix = "");

class QaEvaluation : public Evaluation<QaExample, Answer> {
 public:
  // threshold: of null odds, above which a question is taken as answered with ""; nothing: answers count as they are.
  QaEvaluation(std::optional<double> threshold, AnswerComparison comparison)
      : threshold_(threshold), metric_(comparison.metric), answers_(threshold, comparison) {}

  void add(const QaExample& example, const Answer& result, const std::string&) override;
  // The answer out of a file, if there is one, whatever the null odds say. Throws Error(input) for a question without
  // "answers", or with none where the metric needs one.
  void add(const QaExample& example, std::optional<std::string> answer, std::span<const double> losses = {});
  void add_null_odds(const std::string& id, double odds) { answers_.add_null_odds(id, odds); }

  // SQuAD 2.0 where a question says "is_impossible" or has no right answer. Best thresholds and precision only with
  // null odds.
  Report report() const override;
  // Exact and F1, and for SQuAD 2.0 with null odds over their threshold.
  Plot plot() const override;

 private:
  std::optional<double> threshold_;
  AnswerMetric metric_;
  AnswerAccumulator answers_;
};

}  // namespace electra::cli
