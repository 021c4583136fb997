// Answers as the question-answering pipeline of Transformers 4.57 decodes them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "electra/tasks.h"
#include "tasks/qa_windows.h"

namespace electra::internal {

// A window of a question, and its logits, [tokens] each.
struct WindowLogits {
  const QaWindow* window;
  std::span<const float> start, end;
};

// Its n_best, best and null_odds. `cls_id` is that of [CLS]. REQUIRES: options are complete. Thread-safe.
Answer pipeline_answer(const ContextQuestion& question, std::span<const WindowLogits> windows, int32_t cls_id,
                       const AnswerOptions& options);

}  // namespace electra::internal
