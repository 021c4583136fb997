// Texts and pairs of texts as one sequence each, cut where they are too long.
#pragma once

#include "electra/tasks.h"
#include "electra/tokenizer.h"

namespace electra::internal {

// [CLS] first [SEP], or [CLS] first [SEP] second [SEP], of at most max_length tokens; the longer text gives way.
inline CutEncoding encode_text(const Tokenizer& tokenizer, const Text& text, EncodeOptions options) {
  options.truncation = Truncation::longest_first;
  return tokenizer.encode_cut(text.first, text.second, options);
}

}  // namespace electra::internal
