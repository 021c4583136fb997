// Answers to questions against the right ones, as the scripts of SQuAD 1.1 and 2.0 compare them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/evaluation/evaluation.h"
#include "cli/examples/qa.h"
#include "electra/metrics.h"

namespace electra::cli {

class QaEvaluation : public Evaluation<QaExample, Answer> {
 public:
  // threshold: of null odds, above which a question is taken as answered with ""; nothing: answers count as they are.
  explicit QaEvaluation(std::optional<double> threshold) : threshold_(threshold) {}

  void add(const Item<QaExample>& item, const Answer& result, const ItemSource<QaExample>& source) override;

  // A question, and what is known of its answer, out of files. Throws Error(input) for one without "answers" or with
  // the id of another.
  void add_question(const QaExample& example);
  // The answer whatever the null odds say.
  void add_answer(const std::string& id, const std::string& answer) { answers_[id] = answer; }
  void add_null_odds(const std::string& id, double odds) { odds_.emplace_back(id, odds); }

  // SQuAD 2.0 where a question says "is_impossible". Best thresholds and precision only with null odds.
  Report report() const override;

 private:
  Report report_squad2() const;

  std::optional<double> threshold_;
  std::set<std::string> ids_;
  std::vector<GoldAnswers> gold_;
  std::map<std::string, std::string> answers_;
  std::vector<std::pair<std::string, double>> odds_;
  bool is_squad2_ = false;
  MeanLoss loss_;  // of windows
};

}  // namespace electra::cli
