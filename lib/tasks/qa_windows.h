// A question with the windows of its context, as Transformers' and as Google's code makes them.
#pragma once

#include <cstdint>
#include <vector>

#include "electra/tasks.h"
#include "electra/tokenizer.h"

namespace electra::internal {

struct QaWindow {
  Encoding encoding;          // [CLS] question [SEP] context [SEP]
  int64_t context_begin = 0;  // its tokens of the context
  int64_t context_end = 0;
  std::vector<uint8_t> may_start;  // by token: whether an answer may start there
};

enum class WindowKind { overlapping, stepping };

// Throws Error(usage) for options under which a question of max_query_length leaves no room for its context, or none
// for a step to the next window. The windows of any question fit then.
void check_windows(const Tokenizer& tokenizer, const AnswerOptions& options, WindowKind kind);

// Transformers': neighbours share doc_stride tokens; the first one has what is left where the context is cut on
// Tokenizer::truncation_side(). An answer may start at every token of the context. Throws Error(input) for a question
// that leaves no room for a step to the next window.
// REQUIRES: check_windows(), or a question that is not cut.
std::vector<QaWindow> overlapping_windows(const Tokenizer& tokenizer, const ContextQuestion& question,
                                          const AnswerOptions& options);

// Google's: the next window begins doc_stride tokens later. An answer may start where no other window shows more of the
// text around the token.
// REQUIRES: check_windows().
std::vector<QaWindow> stepping_windows(const Tokenizer& tokenizer, const ContextQuestion& question,
                                       const AnswerOptions& options);

}  // namespace electra::internal
