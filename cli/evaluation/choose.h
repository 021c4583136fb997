// Choices against the right ones.
#pragma once

#include <cstdint>

#include "cli/evaluation/report.h"
#include "cli/examples/question.h"

namespace electra::cli {

class ChooseEvaluation {
 public:
  // Throws Error(input) for a question without its right choice.
  void add(const QuestionItem& item, int64_t choice);
  void add_loss(double loss) { loss_.add(loss); }
  // Accuracy, and the loss that Transformers reports, as the mean over all questions.
  Report report() const;

 private:
  int64_t items_ = 0;
  int64_t right_ = 0;
  MeanLoss loss_;
};

}  // namespace electra::cli
