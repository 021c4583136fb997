// Texts and pairs of texts as one sequence each, cut where they are too long.
#pragma once

#include <vector>

#include "electra/tasks.h"
#include "electra/tokenizer.h"

namespace electra::internal {

struct CutEncoding {
  Encoding encoding;
  bool cut = false;
};

// [CLS] first [SEP], or [CLS] first [SEP] second [SEP], of at most max_length tokens; the longer text gives way.
inline CutEncoding encode_text(const Tokenizer& tokenizer, const Text& text, EncodeOptions options) {
  options.truncation = Truncation::longest_first;
  std::vector<Encoding> windows = tokenizer.encode(text.first, text.second, options);
  return {std::move(windows.front()), windows.size() > 1};
}

}  // namespace electra::internal
