#include <algorithm>

#include "electra/tasks.h"

namespace electra {

AnswerDefaults answer_defaults(const Config& config) {
  if (config.google_task.empty()) return {.max_length = 384, .null_threshold = 0.0};
  return {.max_length = 512, .null_threshold = -2.75};
}

AnswerOptions complete_answer_options(AnswerOptions options, const Config& config, int64_t longest) {
  constexpr AnswerOptions defaults;
  constexpr int64_t special_tokens = 3;  // [CLS] and two [SEP]
  if (options.max_length == 0) options.max_length = std::min(longest, answer_defaults(config).max_length);
  if (options.max_query_length == 0) {
    options.max_query_length = std::min(defaults.max_query_length, options.max_length / 3);
  }
  if (options.doc_stride == 0) {
    const int64_t context = options.max_length - options.max_query_length - special_tokens;
    options.doc_stride = std::clamp<int64_t>(context / 2, 1, defaults.doc_stride);
  }
  return options;
}

}  // namespace electra
