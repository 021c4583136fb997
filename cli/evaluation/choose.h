// Choices against the right ones.
#pragma once

#include "cli/evaluation/evaluation.h"
#include "cli/examples/question.h"
#include "electra/metrics.h"

namespace electra::cli {

class ChooseEvaluation : public Evaluation<ChoiceExample, Choice> {
 public:
  void add(const ChoiceExample& example, const Choice& result, const std::string&) override {
    choices_.add(gold_of(example.label, "label"), result.best, result.logits);
  }
  Report report() const override;

 private:
  ClassAccumulator choices_;
};

}  // namespace electra::cli
