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
  void add(const ChoiceExample& example, const Choice& result, const std::string&) override {
    choices_.add(right_choice(example), result.best, result.logits);
  }
  Report report() const override;

 private:
  ClassAccumulator choices_;
};

}  // namespace electra::cli
