// Choices against the right ones.
#pragma once

#include <cstdint>

#include "cli/evaluation/evaluation.h"
#include "cli/examples/question.h"

namespace electra::cli {

class ChooseEvaluation : public Evaluation<ChoiceExample, Choice> {
 public:
  void add(const Item<ChoiceExample>& item, const Choice& result, const ItemSource<ChoiceExample>& source) override;
  // A choice without its logits, out of a file.
  void add(const ChoiceExample& example, int64_t choice);
  // Accuracy, and the loss that Transformers reports, as the mean over all questions.
  Report report() const override;

 private:
  int64_t questions_ = 0;
  int64_t right_ = 0;
  MeanLoss loss_;
};

}  // namespace electra::cli
