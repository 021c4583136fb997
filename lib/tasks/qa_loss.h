// The loss of Transformers' question answering on the windows of a question (run_qa.py, prepare_train_features).
#pragma once

#include <span>

#include "electra/tokenizer.h"
#include "tasks/qa_windows.h"

namespace electra::internal {

// The mean of the cross-entropies of the answer's first and last token; of [CLS] where the window does not hold all of
// the answer, or the answer is empty. Logits [tokens of the window].
double answer_loss(const QaWindow& window, std::span<const float> start_logits, std::span<const float> end_logits,
                   Span gold);

}  // namespace electra::internal
