// Probabilities of words against the words that were replaced.
#pragma once

#include "cli/evaluation/evaluation.h"
#include "cli/examples/replaced.h"
#include "electra/metrics.h"
#include "electra/tasks.h"

namespace electra::cli {

class ReplacedEvaluation : public Evaluation<ReplacedExample, JudgedText> {
 public:
  explicit ReplacedEvaluation(double threshold) : threshold_(threshold), words_(static_cast<float>(threshold)) {}

  // The result has the tokenizer's words; those of a list have the highest probability of theirs.
  void add(const ReplacedExample& example, const JudgedText& result, const std::string&) override;
  Report report() const override;
  Plot plot() const override;
  // For probabilities of which some are not known: what needs them is left out of the report and the plot.
  void leave_out_ranking() { has_ranking_ = false; }

 private:
  double threshold_;
  BinaryAccumulator words_;
  bool has_ranking_ = true;
};

}  // namespace electra::cli
