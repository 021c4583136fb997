// Choices against the right ones.
#pragma once

#include "cli/evaluation/evaluation.h"
#include "cli/examples/question.h"
#include "electra/metrics.h"

namespace electra::cli {

// The right choice. Throws Error(input) if the example has none, or one that is none of its choices.
int64_t right_choice(const ChoiceExample& example);

class ChooseEvaluation : public Evaluation<ChoiceExample, Choice> {
 public:
  void add(const ChoiceExample& example, const Choice& result, const std::string&) override;
  void keep_for_plot() override { keeps_ = true; }
  Report report() const override;
  Plot plot() const override;

 private:
  ClassAccumulator choices_;
  bool keeps_ = false;
  BinaryAccumulator best_{0.5F};  // whether it is right, with its probability
};

}  // namespace electra::cli
