// Answers to questions against the right ones, as the scripts of SQuAD 1.1 and 2.0 compare them.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "cli/evaluation/evaluation.h"
#include "cli/examples/qa.h"
#include "electra/metrics.h"

namespace electra::cli {

class QaEvaluation : public Evaluation<QaExample, Answer> {
 public:
  // threshold: of null odds, above which a question is taken as answered with ""; nothing: answers count as they are.
  explicit QaEvaluation(std::optional<double> threshold) : threshold_(threshold), answers_(threshold) {}

  void add(const QaExample& example, const Answer& result, const std::string&) override;
  // The answer out of a file, if there is one, whatever the null odds say. Throws Error(input) for a question without
  // "answers" or with the id of another.
  void add(const QaExample& example, std::optional<std::string> answer, std::span<const double> losses = {});
  void add_null_odds(const std::string& id, double odds) { answers_.add_null_odds(id, odds); }

  // SQuAD 2.0 where a question says "is_impossible". Best thresholds and precision only with null odds.
  Report report() const override;

 private:
  std::optional<double> threshold_;
  QuestionIds ids_;
  AnswerAccumulator answers_;
};

}  // namespace electra::cli
