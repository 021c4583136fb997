#include "tasks/qa_options.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace electra {

AnswerDefaults answer_defaults(const Config& config) {
  if (config.google_task.empty()) return {.max_length = 384, .null_threshold = 0.0};
  return {.max_length = 512, .null_threshold = -2.75};
}

namespace internal {

AnswerOptions complete_answer_options(AnswerOptions options, const Config& config, int64_t longest) {
  constexpr int64_t special_tokens = 3;  // [CLS] and two [SEP]
  constexpr int64_t max_query_length = 64;
  constexpr int64_t doc_stride = 128;
  const bool is_pipeline = options.postprocess == AnswerPostprocess::pipeline;
  if (options.max_answer_length == 0) options.max_answer_length = is_pipeline ? 15 : 30;
  if (options.n_best == 0) options.n_best = is_pipeline ? 1 : 20;
  if (options.max_length == 0) options.max_length = std::min(longest, answer_defaults(config).max_length);
  if (is_pipeline) {
    if (options.max_query_length == 0) options.max_query_length = std::numeric_limits<uint32_t>::max();
    if (options.doc_stride == 0) options.doc_stride = std::min(options.max_length / 2, doc_stride);
    return options;
  }
  if (options.max_query_length == 0) {
    options.max_query_length = std::min(max_query_length, options.max_length / 3);
  }
  if (options.doc_stride == 0) {
    const int64_t context = options.max_length - options.max_query_length - special_tokens;
    options.doc_stride = std::clamp<int64_t>(context / 2, 1, doc_stride);
  }
  return options;
}

}  // namespace internal
}  // namespace electra
