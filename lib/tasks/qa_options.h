// What the scripts that question-answering heads come from do where nothing else is asked for.
#pragma once

#include "electra/tasks.h"

namespace electra::internal {

// `options` with numbers for 0 in max_length, max_query_length and doc_stride, for a model whose inputs have at most
// `longest` tokens. REQUIRES: longest >= 3.
AnswerOptions complete_answer_options(AnswerOptions options, const Config& config, int64_t longest);

}  // namespace electra::internal
