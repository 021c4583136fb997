// Choices against the right ones.
#pragma once

#include <cstdint>

#include "cli/evaluation.h"
#include "cli/question_parser.h"

namespace electra::cli {

class ChooseEvaluation {
 public:
  // Throws Error(input) for a question without its right choice.
  void add(const QuestionItem& item, int64_t choice);
  void add_loss(double loss);
  // Accuracy, and the loss that Transformers reports, as the mean over all questions.
  Report report() const;

 private:
  int64_t items_ = 0;
  int64_t right_ = 0;
  double loss_ = 0.0;
  int64_t losses_ = 0;
};

}  // namespace electra::cli
