// Texts of any length through a head with logits for every token: overlapping windows go in, one row for each piece
// comes out, of the window in which its word has the most context.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "electra/model.h"
#include "electra/tokenizer.h"
#include "tasks/windows.h"

namespace electra::internal {

struct Document {
  Encoding encoding;  // without special tokens
  std::vector<PieceRange> words;
  std::vector<PieceRange> windows;  // none if it is not run
  std::vector<int32_t> best;        // window of each piece
  size_t first_window = 0;          // among the windows of all documents
};

class Documents {
 public:
  // Throws Error(usage) for an overlap below 0. REQUIRES: tokenizer outlives the documents; max_length >= 3 tokens of a
  // window.
  Documents(const Tokenizer& tokenizer, int64_t max_length, int64_t overlap);

  // A text that was encoded without special tokens. It is only kept if it is not to be run.
  void add(Encoding encoding, bool run = true);
  // The same of a text that is not split yet; one without pieces is not run.
  void add_text(std::string_view text);
  void run(Runner& runner, int64_t batch_tokens);

  const Document& operator[](size_t index) const { return documents_[index]; }
  size_t size() const { return documents_.size(); }
  // The logits of a piece; for -1 those of the first [CLS], for the piece behind the last those of the last [SEP].
  // REQUIRES: the document was run.
  std::span<const float> row(const Document& document, int64_t piece) const;

 private:
  const Tokenizer& tokenizer_;
  int64_t capacity_;
  int64_t overlap_;
  std::vector<Document> documents_;
  std::vector<Encoding> sequences_;
  std::vector<std::vector<float>> logits_;  // of each window: [tokens, width_]
  size_t width_ = 1;
};

}  // namespace electra::internal
